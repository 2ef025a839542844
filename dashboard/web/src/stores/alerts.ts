import { defineStore } from 'pinia'
import { computed, ref, shallowRef, triggerRef } from 'vue'
import type { Alert, AlertChange } from '@/contracts'
import { compareAlerts } from '@/domain/order'

/** A page that stays open must not grow for ever. */
const settledMax = 500

/**
 * Alerts that still need somebody, by id, each at the highest `seq` seen: an alert that comes twice, late, or both
 * through the hub and a snapshot is there once, in its newest form.
 */
export const useAlerts = defineStore('alerts', () => {
  const book = shallowRef(new Map<string, Alert>())
  const loaded = ref(false)
  /** The highest ledger number seen: what `Resume` starts from. */
  const lastSeq = ref(0)
  /** Alerts that came in while the page was open, newest last; read by the announcer, and emptied by it. */
  const arrivals = shallowRef<Alert[]>([])
  let clock = 0
  const touched = new Map<string, number>()

  const open = computed(() => Array.from(book.value.values()).filter(isOpen).sort(compareAlerts))
  const active = computed(() => open.value.filter((alert) => alert.active))
  const unacknowledged = computed(() => open.value.filter((alert) => !alert.acknowledged).length)

  /** Takes a change from the hub; false when it brings nothing new. */
  function apply(change: AlertChange): boolean {
    const isNew = put({ ...change.alert, seq: Math.max(change.seq, change.alert.seq ?? 0) }, true)
    lastSeq.value = Math.max(lastSeq.value, change.seq)
    return isNew
  }

  /** To be called before a snapshot is asked for: what changes after it outlives the snapshot. */
  function mark(): number {
    return ++clock
  }

  function replace(alerts: readonly Alert[], since: number): void {
    const listed = new Set(alerts.map((alert) => alert.id))
    for (const id of book.value.keys()) {
      if (!listed.has(id) && (touched.get(id) ?? 0) <= since) { book.value.delete(id); touched.delete(id) }
    }
    for (const alert of alerts) {
      put(alert, loaded.value)
      lastSeq.value = Math.max(lastSeq.value, alert.seq)
    }
    loaded.value = true
    triggerRef(book)
  }

  function put(alert: Alert, announce: boolean): boolean {
    const held = book.value.get(alert.id)
    if (held && held.seq >= alert.seq) return false
    if (!held && !isOpen(alert)) return false
    const isArrival = alert.active && !alert.acknowledged && (!held?.active || held.level !== alert.level)
    book.value.set(alert.id, alert)
    touched.set(alert.id, ++clock)
    if (announce && isArrival) arrivals.value = [...arrivals.value, alert].slice(-50)
    forgetSettled()
    triggerRef(book)
    return true
  }

  function forgetSettled(): void {
    if (book.value.size < settledMax) return
    for (const [id, alert] of book.value) {
      if (!isOpen(alert)) { book.value.delete(id); touched.delete(id) }
    }
  }

  function takeArrivals(): Alert[] {
    const taken = arrivals.value
    if (taken.length > 0) arrivals.value = []
    return taken
  }

  function noteReset(seq: number): void {
    lastSeq.value = Math.max(lastSeq.value, seq)
  }

  function clear(): void {
    book.value.clear()
    touched.clear()
    arrivals.value = []
    loaded.value = false
    lastSeq.value = 0
    triggerRef(book)
  }

  return { book, loaded, lastSeq, arrivals, open, active, unacknowledged, apply, mark, replace, takeArrivals, noteReset, clear }
})

/** Needs somebody: active with data, or cleared and not yet acknowledged. A stale alert has left the list. */
export function isOpen(alert: Alert): boolean {
  return alert.active ? !alert.stale : !alert.acknowledged
}
