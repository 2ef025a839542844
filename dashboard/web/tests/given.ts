import type { Alert, Evidence, EvidenceRun, Level, Point, RuleWindow, Verdict } from '@/contracts'

export function aPoint(id: string, level: Level = 'normal', ratio: number | null = null, change: Partial<Point> = {}): Point {
  return {
    id, enterprise: 'e1', enterpriseName: 'Quarry', district: 'rc', districtName: 'District', industry: null, workshop: 'packing', post: 'bagger', agent: null, agentName: null,
    zone: 'Asia/Shanghai', interval: 'PT10S', quantities: ['dust_respirable'], devices: ['d1'], online: true, lastSeen: null, level,
    values: [{ quantity: 'dust_respirable', unit: 'mg/m3', t: '2026-03-03T00:00:00.000Z', value: 0.1, flag: 'N' }],
    worst: { rule: 'twa-resp', quantity: 'dust_respirable', value: 0.7 * (ratio ?? 0), unit: 'mg/m3', limit: 0.7, ratio: ratio ?? 0, level, coverage: 1, projection: null },
    ...change,
  }
}

export function anAlert(id: string, change: Partial<Alert> = {}): Alert {
  const active = change.active ?? true
  const acknowledged = change.acknowledged ?? false
  return {
    id, seq: 1, point: 'p1', enterprise: 'e1', district: 'rc', rule: 'twa-resp', level: 'exceeded', active, acknowledged, stale: false,
    state: `${active ? 'ACTIVE' : 'CLEARED'}_${acknowledged ? 'ACK' : 'UNACK'}`, case: 'open', since: '2026-03-03T00:00:00.000Z', until: null,
    value: 0.8, unit: 'mg/m3', limit: 0.7, coverage: 1, projection: null, sentence: { zh: '超标', en: 'exceeded' }, clause: 'GBZ 2.1-2019 6.3.2',
    assignee: null, episode: id, revision: 0, previous: null, quantity: 'dust_respirable', window: { start: '2026-03-03T00:00:00.000Z', end: '2026-03-03T08:00:00.000Z' }, peak: null, shift: null, reason: 'raised', acknowledgedLevel: null, ...change,
  }
}

export function aVerdict(change: Partial<Verdict> = {}): Verdict {
  return {
    point: 'p1', rule: 'twa-resp', quantity: 'dust_respirable', window: { start: '2026-03-02T00:00:00.000Z', end: '2026-03-02T08:00:00.000Z' }, shift: '08-16', verdict: 'compliant', certain: false,
    value: 0.4, unit: 'mg/m3', low: 0.4, high: 0.9, estimate: 0.45, limit: 0.7, coverage: 0.9, censored: false, uncorrected: false, revision: 0, clause: 'GBZ 2.1-2019 6.3.2', ...change,
  }
}

/** Evidence of peak exposures: 3 allowed of 15 min, an hour apart. */
export function aRunEvidence(runs: EvidenceRun[], window: Partial<RuleWindow> = {}): Evidence {
  const span = { start: '2026-03-03T00:00:00.000Z', end: '2026-03-03T03:00:00.000Z' }
  return {
    alert: anAlert('a'), window: span, whole: null, spans: [span], bound: 2.1, runs, samples: [], complete: true, projection: null, interval: 'PT1M',
    rule: { id: 'pe-resp', quantity: 'dust_respirable', window: { kind: 'episodes', length: null, in: 'shift', of: 'PT1M', above: null, times: 3, atMost: 4, longest: 'PT15M', apart: 'PT1H', ...window } },
  } as unknown as Evidence // what no test looks at is left out
}

/** A run from one minute to another after 08:00 at the site, which is midnight UTC. */
export function aRun(from: number, to: number, change: Partial<EvidenceRun> = {}): EvidenceRun {
  const at = (minute: number) => new Date(Date.parse('2026-03-03T00:00:00.000Z') + minute * 60_000).toISOString()
  return { start: at(from), end: at(to), length: `PT${to - from}M`, height: 2.5, gap: null, open: false, ...change }
}
