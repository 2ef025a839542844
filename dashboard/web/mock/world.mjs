// Two hundred invented workplaces whose dust and noise wander, now and then over their limits.

const trades = [
  ['石英砂加工', ['破碎', '筛分', '包装'], ['巡检工', '筛分工', '包装工'], 'silica-10-50', { zh: '矽尘(10%–50%)', en: 'Silica dust (10–50 %)' }],
  ['水泥', ['生料磨', '水泥磨', '装车'], ['磨工', '巡检工', '装车工'], 'cement', { zh: '水泥粉尘', en: 'Cement dust' }],
  ['建筑陶瓷', ['喷雾造粒', '压制', '抛光'], ['造粒工', '压砖工', '抛光工'], 'silica-10-50', { zh: '矽尘(10%–50%)', en: 'Silica dust (10–50 %)' }],
  ['铸造', ['砂处理', '清理', '熔炼'], ['砂处理工', '清理工', '炉前工'], 'silica-10-50', { zh: '矽尘(10%–50%)', en: 'Silica dust (10–50 %)' }],
  ['石材', ['大切', '磨光', '雕刻'], ['切割工', '磨光工', '雕刻工'], 'marble', { zh: '大理石粉尘', en: 'Marble dust' }],
  ['家具', ['开料', '砂光', '封边'], ['开料工', '砂光工', '封边工'], 'wood', { zh: '木粉尘', en: 'Wood dust' }],
]
const names = ['恒泰', '金源', '宏达', '鑫磊', '永固', '华瑞', '长兴', '东升']
const districts = [['rc', '荣昌区'], ['wz', '万州区'], ['qp', '青浦区']]
const iso = (ms) => new Date(ms).toISOString()

export function world(count, alertsAtLeast = 0) {
  let seed = 7
  const random = () => ((seed = (seed * 16807) % 2147483647) / 2147483647)
  const all = Array.from({ length: count }, (_, i) => {
    const e = Math.floor(i / 8)
    const [trade, workshops, posts, agent, agentName] = trades[e % trades.length]
    const [district, districtName] = districts[e % districts.length]
    const isNoise = i % 5 === 4
    const hostile = i === 11 ? '<script>alert(1)</script>' : i === 13 ? '‮تجربة‬ ' + '超长名称'.repeat(40) : ''
    return {
      id: `e${String(e + 1).padStart(2, '0')}-p${String((i % 8) + 1).padStart(2, '0')}`, enterprise: `e${String(e + 1).padStart(2, '0')}`,
      enterpriseName: hostile || `${names[e % names.length]}${trade}有限公司`, district, districtName, industry: 'C30', workshop: `${workshops[i % 3]}车间`, post: posts[i % 3],
      agent: isNoise ? 'noise' : agent, agentName: isNoise ? { zh: '噪声', en: 'Noise' } : agentName, zone: 'Asia/Shanghai', interval: 'PT10S',
      devices: ['logger'], quantities: isNoise ? ['noise_laeq'] : i % 3 === 0 ? ['dust_respirable', 'noise_laeq'] : i % 3 === 1 ? ['dust_total', 'dust_respirable'] : ['dust_respirable'],
      base: random() ** 2 * 0.9 + (i % 37 === 3 ? 1.5 : i % 23 === 5 ? 0.6 : 0) + (hostile ? 0.5 : 0), isNoise, isSilent: i % 29 === 17, values: {},
    }
  })
  const limitOf = (p) => (p.isNoise ? 85 : 0.7)
  const ruleOf = (p) => (p.isNoise ? 'lex' : 'twa-resp')
  const listeners = []
  const book = new Map()
  let seq = 1000

  function read(p, quantity, t) {
    const wave = Math.sin(t / 900_000 + p.base * 40) * 0.25 + Math.sin(t / 61_000 + p.base * 9) * 0.12 + Math.sin(t / 7_300 + p.base * 70) * 0.08
    const level = Math.max(0.02, p.base * (1 + wave))
    return quantity.startsWith('noise') ? Math.round((72 + 10 * Math.log10(0.3 + level * 10)) * 10) / 10 : Math.round(level * (quantity === 'dust_total' ? 2.4 : 0.7) * 1000) / 1000
  }
  function shiftOf(t) {
    const start = Math.floor((t + 8 * 3_600_000) / 28_800_000) * 28_800_000 - 8 * 3_600_000
    return { start, end: start + 28_800_000 }
  }
  function worstOf(p, t) {
    if (p.isSilent) return { rule: 'offline', quantity: null, value: null, unit: null, limit: null, ratio: null, level: 'fault', coverage: null, projection: null }
    const { start, end } = shiftOf(t)
    const limit = limitOf(p)
    const part = Math.max(0.02, (t - start) / (end - start))
    const mean = p.base * (1 + 0.1 * Math.sin(t / 400_000 + p.base * 20))
    const value = p.isNoise ? 72 + 10 * Math.log10(0.3 + mean * 10 * part) : mean * 0.7 * part * 1.6
    const atEnd = p.isNoise ? value + 10 * Math.log10(1 / part) : value / part
    const ratio = p.isNoise ? 10 ** ((value - limit) / 10) : value / limit
    const exceeds = atEnd > limit && ratio < 1 ? t + ((end - t) * (1 - ratio)) / Math.max(0.05, (p.isNoise ? 10 ** ((atEnd - limit) / 10) : atEnd / limit) - ratio) : null
    const level = ratio > 2 ? 'severe' : ratio > 1 ? 'exceeded' : exceeds ? 'projected' : ratio > 0.5 ? 'notice' : 'normal'
    return { rule: ruleOf(p), quantity: p.quantities.at(-1).startsWith('noise') && !p.isNoise ? 'dust_respirable' : p.isNoise ? 'noise_laeq' : 'dust_respirable', value, unit: p.isNoise ? 'dB(A)' : 'mg/m3', limit, ratio, level, coverage: p.isSilent ? 0.4 : 0.968, projection: { atEnd, exceedsAt: exceeds && iso(exceeds), mayStillBe: p.isNoise ? 84.2 : Math.max(0, (limit - value) / (1 - part + 0.01)) } }
  }
  function view(p, t = Date.now()) {
    const worst = worstOf(p, t)
    const { base, isNoise, isSilent, values, ...rest } = p
    return {
      ...rest, online: !isSilent, lastSeen: iso(isSilent ? t - 2_400_000 : t - 4_000), level: worst.level, worst,
      values: p.quantities.map((quantity) => ({ quantity, unit: quantity.startsWith('noise') ? 'dB(A)' : 'mg/m3', t: iso(isSilent ? t - 2_400_000 : t), value: values[quantity] ?? read(p, quantity, t), flag: 'N' })),
    }
  }
  function sentenceOf(p, w) {
    if (w.level === 'fault') return { zh: `${p.enterpriseName}${p.workshop}的设备已 40 分钟没有数据。`, en: `The device at ${p.enterpriseName} has sent nothing for 40 minutes.` }
    const name = p.isNoise ? ['8 h 等效声级', '8-hour noise exposure'] : ['呼尘 8 小时加权平均浓度', '8-hour average of respirable dust']
    const unit = p.isNoise ? 'dB(A)' : 'mg/m³'
    const number = w.value.toFixed(p.isNoise ? 1 : 2)
    return w.level === 'projected'
      ? { zh: `${p.workshop}${p.post}:照最近 15 分钟的水平,${name[0]}到班末将达 ${w.projection.atEnd.toFixed(2)} ${unit},超过限值 ${w.limit} ${unit}。`, en: `${p.post}: if the last 15 minutes go on, the ${name[1]} will reach ${w.projection.atEnd.toFixed(2)} ${unit} at the end of the shift, above the limit of ${w.limit} ${unit}.` }
      : { zh: `${p.workshop}${p.post}:${name[0]}本班已达 ${number} ${unit},限值为 ${w.limit} ${unit}。`, en: `${p.post}: the ${name[1]} of this shift has reached ${number} ${unit}; the limit is ${w.limit} ${unit}.` }
  }
  function judge(t) {
    for (const p of all) {
      const w = worstOf(p, t)
      const held = book.get(p.id)
      const active = ['severe', 'exceeded', 'projected', 'fault'].includes(w.level)
      if (!held && !active) continue
      if (held && held.active === active && held.level === (active ? w.level : held.level)) continue
      const since = held?.active ? held.since : iso(t)
      const { start } = shiftOf(t)
      const entry = { seq: ++seq, at: iso(t), kind: active ? 'raised' : 'cleared', actor: null, text: null, from: held?.level ?? 'normal', to: active ? w.level : 'normal' }
      const acknowledged = held?.acknowledged ?? false
      const alert = {
        id: held?.id ?? `${p.id}~${w.rule}~${t}`, seq, point: p.id, enterprise: p.enterprise, district: p.district, rule: w.rule, level: active ? w.level : held.level, active, acknowledged, stale: false,
        state: `${active ? 'ACTIVE' : 'CLEARED'}_${acknowledged ? 'ACK' : 'UNACK'}`, case: 'open', since, until: active ? null : iso(t), value: w.level === 'projected' ? w.projection.atEnd : w.value, unit: w.unit, limit: w.limit, coverage: w.coverage, projection: w.projection,
        sentence: sentenceOf(p, active ? w : { ...w, level: 'exceeded' }), clause: w.level === 'fault' ? null : p.isNoise ? 'GBZ 2.2-2007 11' : 'GBZ 2.1-2019 6.3.2', assignee: null, episode: `${p.id}~${w.rule}~${t}`, revision: 0, previous: null,
        quantity: w.quantity, window: w.level === 'fault' ? { start: iso(t - 2_400_000), end: iso(t) } : { start: iso(start), end: iso(t) }, peak: w.quantity ? { t: iso(t - 300_000), x: read(p, w.quantity, t - 300_000) } : null, shift: w.level === 'fault' ? null : '08-16', reason: entry.kind, timeline: [...(held?.timeline ?? []), entry],
      }
      book.set(p.id, alert)
      for (const tell of listeners) tell({ ...alert, timeline: undefined })
    }
  }
  judge(Date.now())
  // A peak exposure that is one too long, and not one too many.
  const [peaked, begun] = [all[0], Date.now() - 3_600_000]
  book.set('peak', {
    id: 'peak', seq: ++seq, point: peaked.id, enterprise: peaked.enterprise, district: peaked.district, rule: 'pe-resp', level: 'exceeded', active: true, acknowledged: false, stale: false, state: 'ACTIVE_UNACK', case: 'open',
    since: iso(begun), until: null, value: 3, unit: '1', limit: 4, coverage: 0.97, projection: null, sentence: { zh: '呼尘峰接触中有一次持续过长。', en: 'One peak exposure to respirable dust lasted too long.' }, clause: 'GBZ 2.1-2019 6.3.3', assignee: null, episode: 'peak', revision: 0, previous: null,
    quantity: 'dust_respirable', window: { start: iso(begun - 14_400_000), end: iso(begun) }, peak: { t: iso(begun), x: 3.1 }, shift: '08-16', reason: 'raised', timeline: [{ seq, at: iso(begun), kind: 'raised', actor: null, text: null, from: 'notice', to: 'exceeded' }],
  })
  const pattern = [...book.values()]
  for (let i = pattern.length; i < alertsAtLeast; i++) {
    const like = pattern[i % pattern.length]
    book.set(`many-${i}`, { ...like, id: `many-${i}`, seq: ++seq, since: iso(Date.parse(like.since) - i * 1_000) })
  }
  // One incident a minute, so that something happens while somebody looks.
  setInterval(() => { const p = all[Math.floor(Math.random() * all.length)]; if (!p.isSilent) p.base = p.base > 1 ? 0.2 : 1.4 }, 20_000)
  setInterval(() => judge(Date.now()), 2_000)

  const alerts = () => [...book.values()].sort((a, b) => b.seq - a.seq)
  return {
    points: () => all.map((p) => view(p)),
    point: (id) => { const p = all.find((one) => one.id === id); return p && view(p) },
    live: () => all.flatMap((p) => view(p).values.map((v) => ({ point: p.id, quantity: v.quantity, t: v.t, value: v.value, level: worstOf(p, Date.now()).level }))),
    step() {
      const t = Date.now()
      return all.filter((p) => !p.isSilent).flatMap((p) => p.quantities.map((quantity) => {
        p.values[quantity] = Math.round(read(p, quantity, t) * (0.97 + Math.random() * 0.06) * 1000) / 1000
        return { point: p.id, quantity, t: iso(t), value: p.values[quantity], level: worstOf(p, t).level }
      }))
    },
    history(point, { quantity, from, to, step }) {
      const p = all.find((one) => one.id === point.id)
      const seconds = step ? Number(/(\d+)/.exec(step)[1]) * (step.endsWith('H') ? 3600 : step.endsWith('M') ? 60 : 1) : 10
      const items = []
      for (let t = Math.ceil(Date.parse(from) / (seconds * 1000)) * seconds * 1000; t <= Math.min(Date.parse(to), Date.now()); t += seconds * 1000) {
        const isGap = t % 7_200_000 > 6_300_000 || (p.isSilent && t > Date.now() - 2_400_000)
        const value = isGap ? null : read(p, quantity, t)
        if (!step) { if (!isGap) items.push({ t: iso(t), value, flag: 'N' }) }
        else items.push({ t: iso(t), [quantity.startsWith('noise') ? 'leq' : 'mean']: value, min: value && value * 0.93, max: value && value * 1.08, coverage: isGap ? 0 : 1 })
      }
      return items
    },
    shifts({ from, to }) {
      const found = []
      for (let t = Date.parse(from); t < Date.parse(to) + 28_800_000; t += 28_800_000) {
        const { start, end } = shiftOf(t)
        if (start < Date.parse(to)) found.push({ name: ['00-08', '08-16', '16-24'][((start / 28_800_000 + 1) % 3 + 3) % 3], start: iso(start), end: iso(end) })
      }
      return found
    },
    exposure(point) {
      const limits = (limit, isLevel) => [{ level: 'notice', limit: isLevel ? limit - 5 : limit / 2 }, { level: 'projected', limit }, { level: 'exceeded', limit }, { level: 'severe', limit: isLevel ? limit + 15 : limit * 2 }]
      const t = Date.now()
      const w = point.worst
      const { start, end } = shiftOf(t)
      const window = { start: iso(start), end: iso(Math.min(t, end)) }
      const rules = point.quantities.map((quantity) => (quantity === w.quantity
        ? { rule: w.rule, quantity, window, value: w.value, unit: w.unit, low: w.value * 0.98, high: w.value * 1.04, limit: w.limit, limits: limits(w.limit, point.agent === 'noise'), coverage: w.coverage, level: w.level, projection: w.projection }
        : { rule: quantity === 'dust_total' ? 'twa-total' : 'lex', quantity, window, value: quantity === 'dust_total' ? 0.41 : 81.2, unit: quantity === 'dust_total' ? 'mg/m3' : 'dB(A)', low: null, high: null, limit: quantity === 'dust_total' ? 1 : 85, limits: limits(quantity === 'dust_total' ? 1 : 85, quantity !== 'dust_total'), coverage: 0.99, level: 'normal', projection: null }))
      return { point: point.id, at: iso(t), rules: [...rules, { rule: 'offline', quantity: null, window: null, value: null, unit: null, low: null, high: null, limit: null, coverage: null, level: point.online ? 'normal' : 'fault', projection: null }] }
    },
    evidence(alert) {
      const at = Date.parse(alert.window.end)
      const run = (before, minutes, height, gap, open) => ({ start: iso(at - (before + minutes) * 60_000), end: iso(at - before * 60_000), length: `PT${minutes}M`, height, gap, open })
      const isPeak = alert.rule.startsWith('pe-')
      return {
        alert, samples: [], window: alert.window, spans: [alert.window], whole: null, projection: null, complete: true, bound: isPeak ? 2.1 : null,
        rule: { id: alert.rule, quantity: alert.quantity, window: isPeak ? { kind: 'episodes', in: 'shift', of: 'PT1M', times: 3, above: null, atMost: 4, longest: 'PT15M', apart: 'PT1H' } : { kind: 'shift' } },
        runs: isPeak ? [run(190, 4, 2.6, null, false), run(100, 9, 2.31, 'PT1H21M', true), run(0, 16, 3.1, 'PT1H24M', false)] : [],
      }
    },
    verdicts(point) {
      const { start } = shiftOf(Date.now())
      return [...Array(21).keys()].map((i) => {
        const verdict = ['compliant', 'exceeded', 'compliant', 'undetermined'][i % 4]
        const value = verdict === 'exceeded' ? 0.92 : 0.41
        return {
          point: point.id, rule: 'twa-resp', quantity: 'dust_respirable', window: { start: iso(start - (i + 1) * 28_800_000), end: iso(start - i * 28_800_000) }, shift: '08-16', verdict, certain: i % 8 === 0, value, unit: 'mg/m3',
          low: value, estimate: value * 1.05, high: value * 1.4, limit: 0.7, coverage: verdict === 'undetermined' ? 0.41 : 0.95, censored: i === 1, uncorrected: false, revision: i === 2 ? 1 : 0, clause: 'GBZ 2.1-2019 6.3.2',
        }
      })
    },
    alerts,
    alert: (id) => [...book.values()].find((a) => a.id === id),
    acknowledge(alert, comment) {
      const t = iso(Date.now())
      const next = { ...alert, seq: ++seq, acknowledged: true, state: alert.active ? 'ACTIVE_ACK' : 'CLEARED_ACK', timeline: [...alert.timeline, { seq, at: t, kind: 'acknowledged', actor: 'demo', text: comment ?? null, from: null, to: null }] }
      book.set(alert.point, next)
      for (const tell of listeners) tell({ ...next, timeline: undefined })
      return next
    },
    whenAlert: (tell) => listeners.push(tell),
  }
}
