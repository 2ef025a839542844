import type { Level, Projection } from '@/contracts'
import { isOverLimit } from './levels'
import { toMs } from './time'

/** What is going to happen at a point; texts are made of it in the reader's language. */
export type Outlook =
  | { kind: 'over' }
  | { kind: 'exceedsIn'; minutes: number; at: number }
  | { kind: 'exceedsAt'; at: number }
  | { kind: 'within'; atEnd: number | null }
  | { kind: 'unknown' }

/** Up to this a person thinks in minutes, beyond it in the time of day. */
const minutesMax = 90

export function outlook(level: Level, projection: Projection | null | undefined, now: number): Outlook {
  if (isOverLimit(level)) return { kind: 'over' }
  if (!projection) return { kind: 'unknown' }
  const at = toMs(projection.exceedsAt)
  if (at == null) return { kind: 'within', atEnd: projection.atEnd }
  const minutes = Math.max(0, Math.ceil((at - now) / 60_000))
  return minutes <= minutesMax ? { kind: 'exceedsIn', minutes, at } : { kind: 'exceedsAt', at }
}
