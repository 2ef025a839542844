import { ref, readonly } from 'vue'

/**
 * The server's time as this browser can best tell. A workstation whose clock is wrong must not say
 * "exceeds in 42 min" when it is 12: the offset comes from the Date header of the answers.
 */
const toleratedMs = 3_000
const tickMs = 5_000

let offsetMs = 0
const current = ref(Date.now())

export function serverNow(): number {
  return Date.now() + offsetMs
}

export function noteServerTime(dateHeader: string | null): void {
  const server = dateHeader ? Date.parse(dateHeader) : NaN
  if (!Number.isFinite(server)) return
  // The header has whole seconds: half a second is its expected error, and small offsets are noise.
  const offset = server + 500 - Date.now()
  offsetMs = Math.abs(offset) > toleratedMs ? offset : 0
}

/** The present for texts such as "in 42 min": moves every few seconds, once for the whole page. */
export const now = readonly(current)

setInterval(() => { current.value = serverNow() }, tickMs)
