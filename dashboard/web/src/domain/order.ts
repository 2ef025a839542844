import type { Alert, Point } from '@/contracts'
import { severity } from './levels'

/** Steps of 5 % of the limit: a value that trembles within one does not move its row. */
const ratioStep = 0.05

/** Worst first: level, then how much of the limit is used, then a point that is silent, then by id so that ties never swap. */
export function comparePoints(a: Point, b: Point): number {
  return severity(b.level) - severity(a.level)
    || usedSteps(b) - usedSteps(a)
    || Number(a.online) - Number(b.online)
    || compareIds(a.id, b.id)
}

/** What needs a person first: active before cleared, unacknowledged before acknowledged, worse before better, newer before older. */
export function compareAlerts(a: Alert, b: Alert): number {
  return Number(b.active) - Number(a.active)
    || Number(a.acknowledged) - Number(b.acknowledged)
    || severity(b.level) - severity(a.level)
    || Date.parse(b.since) - Date.parse(a.since)
    || compareIds(a.id, b.id)
}

function usedSteps(point: Point): number {
  const ratio = point.worst?.ratio
  return ratio == null || !Number.isFinite(ratio) ? -1 : Math.floor(ratio / ratioStep)
}

function compareIds(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
