import { displayUnit, isDecibel } from './quantities'

export const nothing = '–'

function digitsFor(value: number, unit: string | null | undefined): number {
  if (unit === '1') return 0
  if (isDecibel(unit)) return 1
  const size = Math.abs(value)
  if (size === 0) return displayUnit(unit) === 'mg/m³' ? 2 : 0
  return size < 0.1 ? 3 : size < 10 ? 2 : size < 1000 ? 1 : 0
}

/** A value as people read it in its unit; the unit itself is not part of it. */
export function formatValue(value: number | null | undefined, unit?: string | null): string {
  if (value == null || !Number.isFinite(value)) return nothing
  return value.toFixed(digitsFor(value, unit))
}

/** A count in groups of three, as ISO 80000 writes them. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f')
}

/** Limits are exact decimals and are written as they are: 0.7, not 0.70. */
export function formatLimit(limit: number | null | undefined): string {
  return limit == null ? nothing : String(Number(limit.toPrecision(12)))
}

/** As `formatValue`, with as many more digits as it takes to see on which side of the limit the value lies. */
export function formatAgainst(value: number | null | undefined, limit: number | null | undefined, unit?: string | null): string {
  if (value == null || !Number.isFinite(value) || limit == null || value === limit) return formatValue(value, unit)
  for (let digits = digitsFor(value, unit); digits < 6; digits++) {
    const text = value.toFixed(digits)
    if (Number(text) !== limit) return text
  }
  return String(value)
}

/** Percent that is 100 only when it is the whole: 99.97 % covered is not 100 %, nor is a limit that is passed by a hair. */
export function formatPercent(fraction: number | null | undefined): string {
  if (fraction == null || !Number.isFinite(fraction)) return nothing
  const percent = fraction * 100
  if (percent >= 1000) return '> 999 %'
  const rounded = percent < 100 && percent >= 99.5 ? Math.floor(percent * 10) / 10 : percent > 100 && percent < 100.5 ? Math.ceil(percent * 10) / 10 : Math.round(percent)
  return `${rounded} %`
}
