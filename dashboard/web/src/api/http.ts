import { noteServerTime } from '@/domain/now'

/** RFC 9457. `reason` is the machine's word for `detail`, where the server gives one. */
export interface Problem { type?: string; title?: string; status?: number; detail?: string; reason?: string }

/** The server answered, and the answer is no. */
export class ApiError extends Error {
  constructor(readonly status: number, readonly problem: Problem) {
    super(problem.detail ?? problem.title ?? `HTTP ${status}`)
  }
}

/** Nothing answered: no network, no server, or not in time. */
export class UnreachableError extends Error {}

const root = '/api/v1/'
const timeoutMs = 15_000

type Query = Record<string, string | number | null | undefined>
type SignedOut = () => void

let onSignedOut: SignedOut = () => {}

/** Called whenever an answer says that the session is over. */
export function whenSignedOut(handler: SignedOut): void {
  onSignedOut = handler
}

export function get<T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> {
  const text = new URLSearchParams()
  for (const [key, value] of Object.entries(query)) {
    if (value != null && value !== '') text.set(key, String(value))
  }
  return request<T>('GET', text.size > 0 ? `${path}?${text}` : path, undefined, signal)
}

export function post<T>(path: string, body: object = {}): Promise<T> {
  return request<T>('POST', path, body)
}

export function remove(path: string): Promise<void> {
  return request<void>('DELETE', path)
}

async function request<T>(method: string, path: string, body?: object, signal?: AbortSignal): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (body) headers['Content-Type'] = 'application/json'
  // A cookie goes along by itself; this header does not, so another site cannot make a change in this person's name.
  if (method !== 'GET') headers['X-DustWatch'] = '1'
  const timeout = AbortSignal.timeout(timeoutMs)
  let response: Response
  try {
    response = await fetch(root + path, {
      method,
      headers,
      body: body ? JSON.stringify(body) : undefined,
      credentials: 'same-origin',
      cache: 'no-store',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new UnreachableError(error instanceof Error ? error.message : String(error))
  }
  noteServerTime(response.headers.get('Date'))
  if (!response.ok) throw await refusal(response, path)
  if (response.status === 204) return undefined as T
  try {
    return (await response.json()) as T
  } catch {
    throw new UnreachableError(`${path}: not JSON`)
  }
}

async function refusal(response: Response, path: string): Promise<Error> {
  // A proxy that stands before a stopped server answers in its place.
  if (response.status === 502 || response.status === 504) return new UnreachableError(`HTTP ${response.status}`)
  let problem: Problem = {}
  try {
    problem = (await response.json()) as Problem
  } catch {
    // An answer without a body still has its status.
  }
  // Asking whether somebody is signed in, and failing to sign in, are not the end of a session.
  if (response.status === 401 && !path.startsWith('sessions')) onSignedOut()
  return new ApiError(response.status, problem)
}
