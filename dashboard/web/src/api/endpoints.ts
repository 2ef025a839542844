import type {
  Alert, AlertActionRequest, AlertDetail, DeviceDiagnostics, Evidence, Exposure, LeqStep, List, MeanStep, PasswordRequest, Point, Reading, Session, Shift, SignIn, Verdict,
} from '@/contracts'
import type { AlertState } from '@/domain/levels'
import { get, post, remove } from './http'

const id = encodeURIComponent

/** Follows `next` to the end, or to a bound that no district reaches. */
const pagesMax = 50

async function all<T>(path: string, query: Record<string, string | number | undefined>, signal?: AbortSignal): Promise<T[]> {
  const items: T[] = []
  let cursor: string | undefined
  for (let page = 0; page < pagesMax; page++) {
    const list = await get<List<T>>(path, { ...query, cursor }, signal)
    items.push(...list.items)
    if (!list.next) break
    cursor = list.next
  }
  return items
}

export interface AlertQuery { level?: string; state?: AlertState | ''; point?: string; limit?: number; cursor?: string }

/** A file for a third party, who computes the number again. */
export const evidenceAddress = (alert: string) => `/api/v1/alerts/${id(alert)}/evidence`

export const api = {
  session: () => get<Session>('sessions/current'),
  signIn: (how: SignIn) => post<Session>('sessions', how),
  setPassword: (password: string, current?: string) => post<Session>('sessions/current/password', { password, current } satisfies PasswordRequest),
  signOut: () => remove('sessions/current'),

  points: () => all<Point>('points', {}),
  point: (point: string) => get<Point>(`points/${id(point)}`),
  exposure: (point: string) => get<Exposure>(`points/${id(point)}/exposure`),
  /** Of the windows that ended in the last week. */
  verdicts: async (point: string) => (await get<List<Verdict>>(`points/${id(point)}/verdicts`)).items,
  shifts: (point: string, from: string, to: string) => all<Shift>(`points/${id(point)}/shifts`, { from, to }),
  readings: (point: string, quantity: string, from: string, to: string, signal?: AbortSignal) =>
    all<Reading>(`points/${id(point)}/history`, { quantity, from, to }, signal),
  steps: (point: string, quantity: string, from: string, to: string, step: string, signal?: AbortSignal) =>
    all<MeanStep | LeqStep>(`points/${id(point)}/history`, { quantity, from, to, step }, signal),

  device: (device: string) => get<DeviceDiagnostics>(`devices/${id(device)}/diagnostics`),

  alerts: (query: AlertQuery) => get<List<Alert>>('alerts', { ...query }),
  /** Newest change first, as many as a chart can show apart. */
  alertsOf: async (point: string, from: string, to: string) => (await get<List<Alert>>('alerts', { point, from, to, limit: 200 })).items,
  alertsIn: (state: AlertState) => all<Alert>('alerts', { state, limit: 500 }),
  alert: (alert: string) => get<AlertDetail>(`alerts/${id(alert)}`),
  /** What the alert's number rests on, but for the samples, which may be many. */
  evidence: (alert: string) => get<Evidence>(`alerts/${id(alert)}/evidence`, { samples: 'none' }),
  acknowledge: (alert: string, comment: string) =>
    post<Alert>(`alerts/${id(alert)}/acknowledge`, (comment ? { comment } : {}) satisfies AlertActionRequest),
}
