import type { Alert, Level, RuleExposure, Shift } from '@/contracts'
import { isOverLimit } from './levels'
import { displayUnit, unitOf } from './quantities'
import { toMs } from './time'

/** A limit that a chart draws as a line. */
export interface DrawnLimit { level: Level; value: number }

/** A stretch of time that a chart shades: a window that is judged, a shift before or after it, or a time over a limit. */
export interface DrawnSpan { kind: 'window' | 'shift' | 'over'; start: number; end: number; name: string }

/** The limits of a quantity's rules that are in its own unit, each once; what is projected is measured against the limit itself. */
export function limitsOf(rules: readonly RuleExposure[], quantity: string): DrawnLimit[] {
  const found = new Map<string, DrawnLimit>()
  for (const rule of rules) {
    if (rule.quantity !== quantity || displayUnit(rule.unit) !== displayUnit(unitOf(quantity))) continue
    for (const { level, limit } of rule.limits) {
      if (level !== 'projected') found.set(`${level}|${limit}`, { level, value: limit })
    }
  }
  return [...found.values()].sort((a, b) => a.value - b.value)
}

/** Shifts as spans; the one that `window` begins is the one being judged, up to where it has come. */
export function shiftSpans(shifts: readonly Shift[], window: { start: number; end: number } | null, now: number): DrawnSpan[] {
  return shifts.flatMap(({ name, start, end }) => {
    const [from, to] = [toMs(start), toMs(end)]
    if (from == null || to == null || from >= now) return []
    const isJudged = window != null && window.start === from
    return [{ kind: isJudged ? 'window' as const : 'shift' as const, start: from, end: Math.min(to, isJudged ? window.end : now), name }]
  })
}

/** When alerts of a quantity were over its limit, as far as the alerts tell: from their beginning to their end or the present. */
export function overSpans(alerts: readonly Alert[], quantity: string, now: number): DrawnSpan[] {
  return alerts.flatMap((alert) => {
    const start = toMs(alert.since)
    return alert.quantity !== quantity || !isOverLimit(alert.level) || start == null ? [] : [{ kind: 'over' as const, start, end: toMs(alert.until) ?? now, name: '' }]
  })
}
