import { defineStore } from 'pinia'
import { shallowRef, type ShallowRef } from 'vue'
import type { Alert, LiveValue, Point, Presence } from '@/contracts'
import { severity } from '@/domain/levels'
import { toMs } from '@/domain/time'

/**
 * The board's points. Each is a shallow ref of its own, so that a new value redraws one row and nothing else;
 * `version` moves only when the set of points or a level changes, and is what ordering and counting depend on.
 */
export const usePoints = defineStore('points', () => {
  const rows = new Map<string, ShallowRef<Point>>()
  const version = shallowRef(0)
  const loadedAt = shallowRef<number | null>(null)

  function row(id: string): ShallowRef<Point> | undefined {
    return rows.get(id)
  }

  function all(): Point[] {
    return Array.from(rows.values(), (one) => one.value)
  }

  /** A snapshot replaces everything, except values that have come since and are newer. */
  function replace(points: readonly Point[], at: number): void {
    let moved = points.length !== rows.size
    const seen = new Set<string>()
    for (const point of points) {
      seen.add(point.id)
      const held = rows.get(point.id)
      if (!held) {
        rows.set(point.id, shallowRef(point))
        moved = true
        continue
      }
      moved ||= held.value.level !== point.level || held.value.online !== point.online
      held.value = withNewerValues(point, held.value)
    }
    for (const id of rows.keys()) {
      if (!seen.has(id)) { rows.delete(id); moved = true }
    }
    if (moved || loadedAt.value == null) version.value++
    loadedAt.value = at
  }

  /** Newest values of many points at once; called at most once a frame. */
  function applyLive(values: Iterable<LiveValue>): void {
    const changes = new Map<string, LiveValue[]>()
    for (const value of values) {
      const list = changes.get(value.point)
      if (list) list.push(value)
      else changes.set(value.point, [value])
    }
    let moved = false
    for (const [id, list] of changes) {
      const held = rows.get(id)
      if (!held) continue
      const next = withLive(held.value, list)
      moved ||= next.level !== held.value.level
      held.value = next
    }
    if (moved) version.value++
  }

  function applyPresence(points: readonly Presence[]): void {
    let moved = false
    for (const presence of points) {
      const held = rows.get(presence.point)
      if (!held || held.value.online === presence.online) continue
      held.value = { ...held.value, online: presence.online, lastSeen: presence.online ? held.value.lastSeen : presence.since ?? held.value.lastSeen }
      moved = true
    }
    if (moved) version.value++
  }

  /** An alert tells of a level before the next snapshot does. Only upwards: other rules may still hold a point where it is. */
  function applyAlert(alert: Alert): void {
    const held = rows.get(alert.point)
    if (!held || !alert.active || severity(alert.level) <= severity(held.value.level)) return
    held.value = { ...held.value, level: alert.level }
    version.value++
  }

  function clear(): void {
    rows.clear()
    loadedAt.value = null
    version.value++
  }

  return { version, loadedAt, row, all, replace, applyLive, applyPresence, applyAlert, clear }
})

function isNewer(a: string | null, b: string | null): boolean {
  return (toMs(a) ?? -Infinity) > (toMs(b) ?? -Infinity)
}

function withNewerValues(snapshot: Point, held: Point): Point {
  const values = snapshot.values.map((value) => {
    const live = held.values.find((one) => one.quantity === value.quantity)
    return live && isNewer(live.t, value.t) ? live : value
  })
  return { ...snapshot, values }
}

function withLive(point: Point, live: readonly LiveValue[]): Point {
  let level = point.level
  let lastSeen = point.lastSeen
  const values = point.values.map((value) => {
    const news = live.find((one) => one.quantity === value.quantity)
    if (!news || isNewer(value.t, news.t)) return value
    if (severity(news.level) > severity(level)) level = news.level
    if (isNewer(news.t, lastSeen)) lastSeen = news.t
    return { ...value, t: news.t, value: news.value }
  })
  return { ...point, values, level, lastSeen, online: true }
}
