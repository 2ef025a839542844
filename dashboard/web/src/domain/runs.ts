import type { Evidence, Level } from '@/contracts'
import { isOverLimit } from './levels'
import { durationMs } from './time'

/** A value under a limit, as alerts, exposures and the board have it. */
interface Measured { level: Level; value: number | null; limit: number | null; unit: string | null }

/** What peak exposures exceed when it is not their number: one was too high, or too long or too soon after the one before. */
export type RunFault = 'high' | 'itself'

/** The number of runs is compared with what is allowed of them. Over the limit without too many, it is a run itself, and their number says nothing. */
export function runFault(of: Measured): RunFault | null {
  if (of.unit !== '1' || !isOverLimit(of.level) || of.value == null || of.limit == null || of.value > of.limit) return null
  return of.level === 'severe' ? 'high' : 'itself'
}

/** What the last run exceeded: lengths in ms. Longer than allowed, or sooner after the one before. */
export interface ExceededRun { kind: 'long' | 'soon'; value: number; limit: number }

export function exceededRun(evidence: Pick<Evidence, 'runs' | 'rule'> | null): ExceededRun | null {
  const run = evidence?.runs.at(-1)
  const window = evidence?.rule.window
  if (!run || !window?.longest || !window.apart) return null
  const [length, longest, apart] = [durationMs(run.length), durationMs(window.longest), durationMs(window.apart)]
  if (length > longest) return { kind: 'long', value: length, limit: longest }
  return run.gap != null && durationMs(run.gap) < apart ? { kind: 'soon', value: durationMs(run.gap), limit: apart } : null
}

/** How much of what is allowed is used: of a pause, how often the least one would hold the one that was. */
export function runRatio(run: ExceededRun): number {
  return run.kind === 'long' ? run.value / run.limit : run.limit / Math.max(1, run.value)
}
