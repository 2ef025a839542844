/**
 * Every shape that crosses the edge between this page and the server. Generated from dashboard/Contracts by the test
 * ContractsTypeScriptTests; run it with DUSTWATCH_APPROVE=1 to write it. Changed by hand, it fails that test.
 */

/** RFC 3339, UTC, with milliseconds. */
export type Instant = string

export type CaseState = 'open' | 'assigned' | 'rectifying' | 'verified' | 'closed'
export type Level = 'normal' | 'notice' | 'projected' | 'exceeded' | 'severe' | 'fault'
export type Quantity = 'dust_total' | 'dust_respirable' | 'noise_laeq' | 'noise_lafmax' | 'noise_lcpeak' | 'temperature' | 'humidity' | 'pressure' | 'wind_speed' | 'wind_direction' | 'pm10' | 'pm2_5' | 'tsp'
export type SampleFlag = 'N' | 'T' | 'M' | 'C' | 'D' | 'F' | 'S' | 'B'
export type TransitionReason = 'raised' | 'cleared' | 'window-end' | 'withdrawn' | 'rule-changed'
export type UserRole = 'administrator' | 'operator' | 'inspector' | 'officer' | 'viewer' | 'service'
export type VerdictKind = 'undetermined' | 'compliant' | 'exceeded'

/** An alert, the contract's keys in the contract's order, then what explains it. */
export interface Alert {
  id: string
  seq: number
  point: string
  enterprise: string
  district: string | null
  rule: string
  level: Level
  active: boolean
  acknowledged: boolean
  stale: boolean
  state: string
  case: CaseState
  since: Instant
  until: Instant | null
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
  quantity: Quantity | null
  window: Window
  peak: Peak | null
  shift: string | null
  reason: TransitionReason
  acknowledgedLevel: Level | null
}

/** What a person says with an action on an alert. */
export interface AlertActionRequest {
  comment?: string | null
  assignee?: string | null
}

/** The hub's `alert`. */
export interface AlertChange {
  seq: number
  alert: Alert
}

/** An alert with everything that the ledger holds about it. */
export interface AlertDetail extends Alert {
  timeline: TimelineEntry[]
}

/** One text in the page's languages. */
export interface Bilingual {
  zh: string
  en: string
}

/** How the connection to an external broker stands. */
export interface Broker {
  connected: boolean
  since: Instant
  connections: number
  reason: string | null
}

/** What a device or an external broker sent, and why some of it was refused. */
export interface DeviceDiagnostics {
  device: string
  lastSeen: Instant | null
  taken: number
  refused: Record<string, number>
  refusals: RefusedPayload[]
  quarantined: Quarantined[]
  mqttPort: number | null
  broker: Broker | null
}

/** Everything from which a third party can compute an alert's number again. */
export interface Evidence {
  alert: Alert
  transition: Transition
  rule: Rule
  standard: string | null
  edition: string | null
  clause: string | null
  formula: Formula
  window: Window
  interval: string
  samples: EvidenceSample[]
  value: number | null
  unit: string | null
  low: number | null
  high: number | null
  coverage: number | null
  limit: number | null
  device: EvidenceDevice
  hashes: EvidenceHashes
  projection: EvidenceProjection | null
  whole: Window | null
  spans: Window[]
  bound: number | null
  runs: EvidenceRun[]
  complete: boolean
}

/** What measured. */
export interface EvidenceDevice {
  ids: string[]
  range: number | null
  calibration: string | null
}

/** The ledger's entry of the transition, whole, so that its hash can be computed again: SHA-256 of `previous`, `seq`, `at`, `kind`, `actor`, `body`, joined by line feeds. And the hash of the samples. */
export interface EvidenceHashes {
  seq: number
  at: Instant
  kind: string
  actor: string
  body: string
  previous: string
  hash: string
  samples: string
}

/** What a projected value rests on besides the window. */
export interface EvidenceProjection {
  rate: Window
  remaining: Window[]
  soFar: number | null
  rateMean: number | null
}

/** A run of short means above the bound; where the rule counts short means, one of those above it. */
export interface EvidenceRun {
  start: Instant
  end: Instant
  length: string
  height: number
  gap: string | null
  open: boolean
}

/** One sample of an evidence. The invalid ones cover nothing: `start` is `t`. */
export interface EvidenceSample {
  start: Instant
  t: Instant
  x: number
  k: number
  flag: SampleFlag
}

/** Every rule's current state at a point. */
export interface Exposure {
  point: string
  at: Instant
  rules: RuleExposure[]
}

/** Something in what was sent. */
export interface Fault {
  path: string
  message: string
}

/** How a value is computed. */
export interface Formula {
  math: string
  zh: string
  en: string
}

/** One step of a history of levels: the equivalent level in place of a mean. */
export interface LeqStep {
  t: Instant
  leq: number | null
  min: number | null
  max: number | null
  coverage: number
}

/** A page of a list. */
export interface List<T> {
  items: T[]
  next: string | null
}

/** The hub's `live`. */
export interface LiveBatch {
  values: LiveValue[]
}

/** One entry of the hub's `live`. */
export interface LiveValue {
  point: string
  quantity: Quantity
  t: Instant
  value: number
  level: Level
}

/** One step of a history; null where no valid sample covers it. */
export interface MeanStep {
  t: Instant
  mean: number | null
  min: number | null
  max: number | null
  coverage: number
}

/** Sets the password of the signed-in user; the user's other sessions end. */
export interface PasswordRequest {
  password?: string | null
  current?: string | null
}

/** The highest sample of a window. */
export interface Peak {
  t: Instant
  x: number
}

/** A monitoring point as the board shows it. */
export interface Point {
  id: string
  enterprise: string
  enterpriseName: string
  district: string | null
  districtName: string | null
  industry: string | null
  workshop: string
  post: string
  agent: string | null
  agentName: Bilingual | null
  zone: string
  interval: string
  quantities: Quantity[]
  devices: string[]
  online: boolean
  lastSeen: Instant | null
  level: Level
  values: PointValue[]
  worst: Worst | null
}

/** The newest value of a point and quantity. */
export interface PointValue {
  quantity: Quantity
  unit: string
  t: Instant
  value: number
  flag: SampleFlag
}

/** Whether a point sends, and since when it does or does not. */
export interface Presence {
  point: string
  online: boolean
  since: Instant | null
}

/** The hub's `presence`. */
export interface PresenceBatch {
  points: Presence[]
}

/** Where a shift is heading. */
export interface Projection {
  atEnd: number | null
  exceedsAt: Instant | null
  mayStillBe: number | null
  atEndAtShiftMean: number | null
  atEndIfStopped: number | null
}

/** A sample that was set aside because its time cannot be right. */
export interface Quarantined {
  at: Instant
  point: string
  quantity: Quantity
  t: Instant
  value: number
  flag: SampleFlag
  reason: string
}

/** A stored sample. */
export interface Reading {
  t: Instant
  value: number
  flag: SampleFlag
}

/** What became of the samples that had been set aside. */
export interface Readmission {
  readmitted: number
  left: number
}

/** What a device's clock was off by. */
export interface ReadmissionRequest {
  offset: string
}

/** A payload that was refused, wholly or in part. */
export interface RefusedPayload {
  at: Instant
  topic: string
  point: string | null
  reason: string
  name: string | null
  count: number
  bytes: number
  payload: string
}

/** The hub's `reset`: too much was missed; load a snapshot. */
export interface Reset {
  seq: number
}

/** A rule as a rules file writes it; what the file may leave out stands with the value that it then has, and is null where it has no meaning. */
export interface Rule {
  id: string
  version: string | null
  kind: string | null
  quantity: Quantity | null
  window: RuleWindow | null
  aggregate: string | null
  minCoverage: number | null
  minElapsed: string | null
  over: number | null
  criterion: number | null
  exchange: number | null
  threshold: number | null
  after: string | null
  perSecond: number | null
  by: string | null
  levels: RuleLevel[]
}

/** A rule's current state at a point. */
export interface RuleExposure {
  rule: string
  quantity: Quantity
  window: Window | null
  value: number | null
  unit: string
  low: number | null
  high: number | null
  limit: number
  limits: RuleLimit[]
  coverage: number | null
  level: Level
  projection: Projection | null
}

/** One level of a rule. */
export interface RuleLevel {
  level: Level
  above: number | null
  times: number | null
  for: string
  clear: number | null
  clearFor: string
  clause: string | null
}

/** Where a level of a rule lies at a point, in the unit of the rule's value. */
export interface RuleLimit {
  level: Level
  limit: number
}

/** A rule's window; what its kind does not have is null. */
export interface RuleWindow {
  kind: string
  length: string | null
  in: string | null
  of: string | null
  above: number | null
  times: number | null
  atMost: number | null
  longest: string | null
  apart: string | null
}

/** The rules that hold, as RULES.json has them. */
export interface Rules {
  version: number
  isDefault: boolean
  defaults: boolean
  rules: unknown[]
  warnings: Fault[]
}

/** Who is signed in. */
export interface Session {
  token: string | null
  user: string
  role: UserRole
  district: string | null
  enterprise: string | null
  expires: Instant
  demo: boolean
  mustSetPassword: boolean
  mustStatePassword: boolean
}

/** A shift that was worked or is planned: `(start, end]`. */
export interface Shift {
  name: string
  start: Instant
  end: Instant
}

/** Signs in by link, or by user and password. */
export interface SignIn {
  link?: string | null
  user?: string | null
  password?: string | null
}

/** One entry of the ledger about an alert. */
export interface TimelineEntry {
  seq: number
  at: Instant
  kind: string
  actor: string | null
  from: Level | null
  to: Level | null
  reason: TransitionReason | null
  text: string | null
}

/** A transition, its keys in the order of the ledger's lines. */
export interface Transition {
  point: string
  rule: string
  episode: string
  quantity: Quantity | null
  from: Level
  to: Level
  at: Instant
  n: number
  reason: TransitionReason
  value: number | null
  unit: string | null
  low: number | null
  high: number | null
  limit: number | null
  window: Window
  coverage: number | null
  peak: Peak | null
  shift: string | null
  censored: boolean
  uncorrected: boolean
  flapping: boolean
  revision: number
  clause: string | null
}

/** How a finished shift, day or week stands under the level `exceeded` of a rule; its keys in the order of the ledger's lines. An indication, not a statutory verdict. */
export interface Verdict {
  point: string
  rule: string
  quantity: Quantity
  window: Window
  shift: string | null
  verdict: VerdictKind
  certain: boolean
  value: number | null
  unit: string
  low: number | null
  high: number | null
  estimate: number | null
  limit: number
  coverage: number
  censored: boolean
  uncorrected: boolean
  revision: number
  clause: string | null
}

/** Which points a browser watches; all of its scope when nothing is named. */
export interface WatchScope {
  district?: string | null
  enterprise?: string | null
  point?: string | null
}

/** A window: `(start, end]`. */
export interface Window {
  start: Instant
  end: Instant
}

/** The rule that is nearest to its limit, or farthest over it. */
export interface Worst {
  rule: string
  quantity: Quantity
  value: number
  unit: string
  limit: number
  ratio: number
  level: Level
  coverage: number | null
  projection: Projection | null
}
