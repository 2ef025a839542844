import type { Alert, Level, Point } from '@/contracts'

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
