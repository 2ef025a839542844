import type {
  Alert, AlertState, Exposure, List, Point, Reading, Session, SessionOpened, SignIn, Step,
} from '@/contracts'
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

export const api = {
  session: () => get<Session>('sessions/current'),
  signIn: (how: SignIn) => post<SessionOpened>('sessions', how),
  setPassword: (password: string) => post<unknown>('sessions/current/password', { password }),
  signOut: () => remove('sessions/current'),

  points: () => all<Point>('points', {}),
  point: (point: string) => get<Point>(`points/${id(point)}`),
  exposure: (point: string) => get<Exposure>(`points/${id(point)}/exposure`),
  readings: (point: string, quantity: string, from: string, to: string, signal?: AbortSignal) =>
    all<Reading>(`points/${id(point)}/history`, { quantity, from, to }, signal),
  steps: (point: string, quantity: string, from: string, to: string, step: string, signal?: AbortSignal) =>
    all<Step>(`points/${id(point)}/history`, { quantity, from, to, step }, signal),

  alerts: (query: AlertQuery) => get<List<Alert>>('alerts', { ...query }),
  alertsIn: (state: AlertState) => all<Alert>('alerts', { state, limit: 500 }),
  alert: (alert: string) => get<Alert>(`alerts/${id(alert)}`),
  acknowledge: (alert: string, comment: string) =>
    post<Alert>(`alerts/${id(alert)}/acknowledge`, comment ? { comment } : {}),
}
