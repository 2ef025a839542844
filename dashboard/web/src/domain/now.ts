import { ref, readonly } from 'vue'

/**
 * The server's time as this browser can best tell. A workstation whose clock is wrong must not say
 * "exceeds in 42 min" when it is 12: the offset comes from the Date header of the answers.
 */
const toleratedMs = 3_000
const tickMs = 5_000

const offset = ref(0)
const current = ref(Date.now())

export function serverNow(): number {
  return Date.now() + offset.value
}

export function noteServerTime(dateHeader: string | null): void {
  const server = dateHeader ? Date.parse(dateHeader) : NaN
  if (!Number.isFinite(server)) return
  // The header has whole seconds: half a second is its expected error, and small offsets are noise.
  const found = server + 500 - Date.now()
  const next = Math.abs(found) > toleratedMs ? found : 0
  // A jump is taken over at once: until then every age on the page would be off by it.
  const hasJumped = Math.abs(next - offset.value) > toleratedMs
  offset.value = next
  if (hasJumped) current.value = serverNow()
}

/** How far the server's clock is ahead of this browser's, ms; 0 while the two agree as well as can be told. */
export const clockOffset = readonly(offset)

/** The present for texts such as "in 42 min": moves every few seconds, once for the whole page. */
export const now = readonly(current)

setInterval(() => { current.value = serverNow() }, tickMs)
