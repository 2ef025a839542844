import type { LeqStep, MeanStep, Reading, SampleFlag } from '@/contracts'
import { durationMs, toMs } from './time'

/** One drawn instant: a null value breaks the line, so that a gap is seen as a gap. */
export interface Drawn { t: number; value: number | null; min: number | null; max: number | null }

/** A length of time that readings are gathered in; steps end at whole multiples of it, UTC. */
export interface Step { iso: string; ms: number }

const steps: readonly Step[] = [
  'PT10S', 'PT30S', 'PT1M', 'PT2M', 'PT5M', 'PT10M', 'PT15M', 'PT30M', 'PT1H', 'PT6H', 'P1D',
].map((iso) => ({ iso, ms: durationMs(iso) }))

/** Readings themselves while a screen can show them, else the finest step of which it can. */
export function stepFor(spanMs: number, intervalMs: number, drawnMax = 900): Step | null {
  if (intervalMs > 0 && spanMs / intervalMs <= drawnMax) return null
  return steps.find(({ ms }) => ms > intervalMs && spanMs / ms <= drawnMax) ?? steps[steps.length - 1]!
}

/** End of the step that an instant lies in. */
export function stepEnd({ ms }: Step, t: number): number {
  return Math.ceil(t / ms) * ms
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

/** Steps as drawn, each at its end; the one under way where the chart ends. */
export function drawSteps(items: readonly (MeanStep | LeqStep)[], to: number): Drawn[] {
  return items.flatMap((step) => {
    const t = toMs(step.t)
    return t == null ? [] : [{ t: Math.min(t, to), value: 'leq' in step ? step.leq : step.mean, min: step.min, max: step.max }]
  })
}

/** Whether nothing is drawn from an instant on. */
export function endsBefore(drawn: readonly Drawn[], t: number): boolean {
  return !drawn.some((d) => d.t >= t && d.value != null)
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
