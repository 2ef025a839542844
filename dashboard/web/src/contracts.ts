/**
 * Every shape that crosses the edge between this page and the server, and nothing else.
 * Times are RFC 3339 UTC with milliseconds; durations ISO 8601; ids are the registry's own.
 */

export type Level = 'normal' | 'notice' | 'projected' | 'exceeded' | 'severe' | 'fault'
export type AlertState = 'ACTIVE_UNACK' | 'ACTIVE_ACK' | 'CLEARED_UNACK' | 'CLEARED_ACK'
export type CaseState = 'open' | 'assigned' | 'rectifying' | 'verified' | 'closed'
export type Role = 'administrator' | 'operator' | 'inspector' | 'officer' | 'viewer' | 'service'
/** HJ 212's flags; `N` or none is valid, `T` is valid and above the instrument's range, the rest are invalid. */
export type Flag = 'N' | 'M' | 'C' | 'D' | 'F' | 'S' | 'B' | 'T' | '' | null

export interface Bilingual { zh: string; en: string }
export interface List<T> { items: T[]; next: string | null }
/** Open at the left, closed at the right: `(start, end]`. */
export interface Window { start: string; end: string }

/** If the last 15 minutes go on: the value at the window's end, when the limit is passed, and the highest mean that still keeps within it. */
export interface Projection { atEnd: number | null; exceedsAt: string | null; mayStillBe: number | null }

// Sessions ------------------------------------------------------------------------------------------------------------

export type SignIn = { link: string } | { user: string; password: string }

export interface SessionOpened {
  token: string
  user: string
  role: Role
  expires: string
  mustSetPassword?: boolean
}

export interface Session {
  user: string
  role: Role
  district: string | null
  enterprise: string | null
  expires: string
  demo: boolean
  mustSetPassword?: boolean
}

/** RFC 9457. `reason` is the machine's word for `detail`, where the server gives one. */
export interface Problem { type?: string; title?: string; status?: number; detail?: string; reason?: string }

// Points --------------------------------------------------------------------------------------------------------------

export interface PointValue { quantity: string; unit: string; t: string | null; value: number | null; flag: Flag }

/** The rule that stands worst at a point. `ratio` is how much of the limit is used; for decibels it is the ratio of energies. */
export interface Worst {
  rule: string
  quantity: string | null
  value: number | null
  unit: string | null
  limit: number | null
  ratio: number | null
  level: Level
  coverage: number | null
  projection: Projection | null
}

export interface Point {
  id: string
  enterprise: string
  enterpriseName: string
  district: string
  districtName: string
  industry: string | null
  workshop: string | null
  post: string | null
  agent: string | null
  agentName: Bilingual | null
  zone: string
  interval: string
  quantities: string[]
  online: boolean
  lastSeen: string | null
  level: Level
  values: PointValue[]
  worst: Worst | null
}

/** History without `step`. */
export interface Reading { t: string; value: number | null; flag: Flag }

/** History with `step`: `t` is the step's end; decibels have `leq`, everything else `mean`. */
export interface Step { t: string; mean?: number | null; leq?: number | null; min: number | null; max: number | null; coverage: number }

export interface RuleExposure {
  rule: string
  quantity: string | null
  window: Window | null
  value: number | null
  unit: string | null
  low: number | null
  high: number | null
  limit: number | null
  coverage: number | null
  level: Level
  projection: Projection | null
}

export interface Exposure { point: string; at: string; rules: RuleExposure[] }

// Alerts --------------------------------------------------------------------------------------------------------------

export interface TimelineEntry {
  seq: number
  at: string
  kind: string
  actor: string | null
  text?: string | null
  from?: string | null
  to?: string | null
}

export interface Alert {
  id: string
  seq: number
  point: string
  enterprise: string
  district: string
  rule: string
  level: Level
  active: boolean
  acknowledged: boolean
  stale: boolean
  state: AlertState
  case: CaseState
  since: string
  until: string | null
  value: number | null
  unit: string | null
  limit: number | null
  coverage: number | null
  projection: Projection | null
  sentence: Bilingual
  clause: string | null
  assignee: string | null
  episode: string
  revision: number
  previous: string | null
  quantity: string | null
  window: Window | null
  peak: { t: string; x: number } | null
  shift: string | null
  reason: string | null
  /** Only in the answer to `GET alerts/{id}`. */
  timeline?: TimelineEntry[]
}

// Hub -----------------------------------------------------------------------------------------------------------------

export interface LiveValue { point: string; quantity: string; t: string; value: number | null; level: Level }
export interface LiveBatch { values: LiveValue[] }
export interface Presence { point: string; online: boolean; since: string | null }
export interface PresenceBatch { points: Presence[] }
export interface AlertChange { seq: number; alert: Alert }
export interface Reset { seq: number }
export interface WatchScope { district?: string; enterprise?: string; point?: string }
