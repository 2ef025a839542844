import { computed } from 'vue'
import { api } from '@/api/endpoints'
import type { RuleExposure } from '@/contracts'
import { limitsOf, overSpans, shiftSpans } from '@/domain/overlay'
import { displayUnit, unitOf } from '@/domain/quantities'
import { now } from '@/domain/now'
import { toMs } from '@/domain/time'
import { useAsked } from './asked'

const hourMs = 3_600_000
/** Beyond this a shift is a few pixels wide. */
const shiftsWithinMs = 10 * 24 * hourMs

export interface OverlayOf { point: string; quantity: string; from: number; to: number; rules: readonly RuleExposure[]; stamp: number }

/** What a point's chart shows beside the values: limits, shifts, and when alerts were over a limit. `stamp` moves when the point's alerts do. */
export function useChartOverlay(of: () => OverlayOf) {
  /** Whole hours, so that a chart that follows the present asks once an hour. */
  const range = computed(() => {
    const { from, to } = of()
    return [Math.floor(from / hourMs) * hourMs, Math.ceil(to / hourMs) * hourMs] as const
  })
  const text = (ms: number) => new Date(ms).toISOString()
  const shifts = useAsked(() => `${of().point}|${range.value.join('|')}`, () => {
    const [from, to] = range.value
    return to - from > shiftsWithinMs || !of().point ? Promise.resolve([]) : api.shifts(of().point, text(from), text(to))
  })
  const alerts = useAsked(() => `${of().point}|${range.value.join('|')}|${of().stamp}`, () => {
    const [from, to] = range.value
    return of().point ? api.alertsOf(of().point, text(from), text(to)) : Promise.resolve([])
  })

  const limits = computed(() => limitsOf(of().rules, of().quantity))
  const spans = computed(() => {
    const { rules, quantity } = of()
    const judged = rules.find((one) => one.quantity === quantity && one.window && displayUnit(one.unit) === displayUnit(unitOf(quantity)))?.window
    const [start, end] = [toMs(judged?.start), toMs(judged?.end)]
    const window = start == null || end == null ? null : { start, end }
    const worked = shiftSpans(shifts.value.value ?? [], window, now.value)
    const isKnown = worked.some((one) => one.kind === 'window')
    return [
      ...worked,
      ...(window && !isKnown ? [{ kind: 'window' as const, ...window, name: '' }] : []),
      ...overSpans(alerts.value.value ?? [], quantity, now.value),
    ]
  })
  return { limits, spans }
}
