/** Times are shown in the zone of the site that they belong to, whatever zone the browser is in. */

export const defaultZone = 'Asia/Shanghai'

const formats = new Map<string, Intl.DateTimeFormat>()

function format(key: string, zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = `${key}|${zone}`
  let found = formats.get(name)
  if (!found) {
    try {
      found = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: zone })
    } catch {
      found = new Intl.DateTimeFormat('en-GB', { ...options, timeZone: defaultZone })
    }
    formats.set(name, found)
  }
  return found
}

function parts(ms: number, zone: string): Record<string, string> {
  const all = format('all', zone, {
    year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
  }).formatToParts(ms)
  return Object.fromEntries(all.map((p) => [p.type, p.value]))
}

export function toMs(t: string | number | null | undefined): number | null {
  if (t == null) return null
  const ms = typeof t === 'number' ? t : Date.parse(t)
  return Number.isFinite(ms) ? ms : null
}

/** `15:20`, or `15:20:03` with seconds. */
export function clockTime(t: string | number | null, zone: string, seconds = false): string {
  const ms = toMs(t)
  if (ms == null) return '–'
  const p = parts(ms, zone)
  return seconds ? `${p.hour}:${p.minute}:${p.second}` : `${p.hour}:${p.minute}`
}

/** `2026-03-03`. */
export function calendarDate(t: string | number | null, zone: string): string {
  const ms = toMs(t)
  if (ms == null) return '–'
  const p = parts(ms, zone)
  return `${p.year}-${p.month}-${p.day}`
}

/** The time alone when it is today's at the site, else `03-03 15:20`, else with the year. */
export function shortTime(t: string | number | null, zone: string, now: number, seconds = false): string {
  const ms = toMs(t)
  if (ms == null) return '–'
  const day = calendarDate(ms, zone)
  const today = calendarDate(now, zone)
  const time = clockTime(ms, zone, seconds)
  if (day === today) return time
  return day.slice(0, 4) === today.slice(0, 4) ? `${day.slice(5)} ${time}` : `${day} ${time}`
}

/** Minutes that the zone is ahead of UTC at an instant. */
export function zoneOffsetMinutes(ms: number, zone: string): number {
  const p = parts(ms, zone)
  const wall = Date.UTC(Number(p.year), Number(p.month) - 1, Number(p.day), Number(p.hour), Number(p.minute), Number(p.second))
  return Math.round((wall - Math.floor(ms / 1000) * 1000) / 60_000)
}

/** `UTC+8`, `UTC−3:30`. */
export function zoneOffset(ms: number, zone: string): string {
  const minutes = zoneOffsetMinutes(ms, zone)
  const size = Math.abs(minutes)
  const rest = size % 60
  return `UTC${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${rest ? `:${String(rest).padStart(2, '0')}` : ''}`
}

/** Milliseconds of `PT10S`, `PT1M30S`, `P1D`; 0 for what it cannot read. */
export function durationMs(iso: string): number {
  const m = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(iso)
  if (!m) return 0
  const [, d, h, min, s] = m
  return ((Number(d ?? 0) * 24 + Number(h ?? 0)) * 60 + Number(min ?? 0)) * 60_000 + Number(s ?? 0) * 1000
}
