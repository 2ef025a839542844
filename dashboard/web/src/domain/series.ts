import type { LeqStep, MeanStep, Reading, SampleFlag } from '@/contracts'
import { toMs } from './time'

/** One drawn instant: a null value breaks the line, so that a gap is seen as a gap. */
export interface Drawn { t: number; value: number | null; min: number | null; max: number | null }

const steps: readonly [iso: string, ms: number][] = [
  ['PT10S', 10_000], ['PT30S', 30_000], ['PT1M', 60_000], ['PT2M', 120_000], ['PT5M', 300_000], ['PT10M', 600_000],
  ['PT15M', 900_000], ['PT30M', 1_800_000], ['PT1H', 3_600_000], ['PT6H', 21_600_000], ['P1D', 86_400_000],
]

/** Readings themselves while a screen can show them, else the finest step of which it can. */
export function stepFor(spanMs: number, intervalMs: number, drawnMax = 900): string | null {
  if (intervalMs > 0 && spanMs / intervalMs <= drawnMax) return null
  const step = steps.find(([, ms]) => ms > intervalMs && spanMs / ms <= drawnMax) ?? steps[steps.length - 1]!
  return step[0]
}

export function isValid(flag: SampleFlag): boolean {
  return flag === 'N' || flag === 'T'
}

/** Readings as drawn: a silence longer than three intervals (detection.md: hold) and an invalid reading break the line. */
export function drawReadings(readings: readonly Reading[], intervalMs: number): Drawn[] {
  const hold = 3 * intervalMs
  const drawn: Drawn[] = []
  let before: number | null = null
  for (const reading of readings) {
    const t = toMs(reading.t)
    if (t == null) continue
    if (before != null && hold > 0 && t - before > hold) drawn.push(blank(before + 1))
    before = t
    drawn.push(isValid(reading.flag) ? { t, value: reading.value, min: null, max: null } : blank(t))
  }
  return drawn
}

export function drawSteps(items: readonly (MeanStep | LeqStep)[]): Drawn[] {
  return items.flatMap((step) => {
    const t = toMs(step.t)
    return t == null ? [] : [{ t, value: 'leq' in step ? step.leq : step.mean, min: step.min, max: step.max }]
  })
}

/** Number of breaks between drawn values, and the highest one: what a chart says to somebody who cannot see it. */
export function summarize(drawn: readonly Drawn[]): { gaps: number; max: number | null; last: number | null } {
  let gaps = 0
  let max: number | null = null
  let last: number | null = null
  let broken = false
  for (const d of drawn) {
    if (d.value == null) {
      broken = last != null
      continue
    }
    if (broken) gaps++
    broken = false
    last = d.value
    max = Math.max(max ?? -Infinity, d.max ?? d.value)
  }
  return { gaps, max, last }
}

function blank(t: number): Drawn {
  return { t, value: null, min: null, max: null }
}
