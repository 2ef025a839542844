import { defineStore } from 'pinia'
import { shallowRef, type ShallowRef } from 'vue'
import type { Alert, LiveValue, Point, Presence } from '@/contracts'
import { severity } from '@/domain/levels'
import { toMs } from '@/domain/time'

/** `current` for reckoning with all points, `seen` for what is drawn and follows it. */
interface Row { current: Point; seen: ShallowRef<Point> }

/**
 * The board's points. Each is a shallow ref of its own, so that a new value redraws one row and nothing else;
 * `version` moves only when the set of points or a level changes, and is what ordering and counting depend on.
 */
export const usePoints = defineStore('points', () => {
  const rows = new Map<string, Row>()
  const version = shallowRef(0)
  const loadedAt = shallowRef<number | null>(null)

  function row(id: string): ShallowRef<Point> | undefined {
    return rows.get(id)?.seen
  }

  /** A point as it is, without following it. */
  function peek(id: string): Point | undefined {
    return rows.get(id)?.current
  }

  /** All points as they are; who must know of changes reads `version` too. */
  function all(): Point[] {
    return Array.from(rows.values(), (one) => one.current)
  }

  function put(held: Row, point: Point): void {
    held.current = point
    held.seen.value = point
  }

  /** A snapshot replaces everything, except values that have come since and are newer. */
  function replace(points: readonly Point[], at: number): void {
    let moved = points.length !== rows.size
    const seen = new Set<string>()
    for (const point of points) {
      seen.add(point.id)
      const held = rows.get(point.id)
      if (!held) {
        rows.set(point.id, { current: point, seen: shallowRef(point) })
        moved = true
        continue
      }
      moved ||= held.current.level !== point.level || held.current.online !== point.online
      put(held, withNewerValues(point, held.current))
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
      const next = withLive(held.current, list)
      moved ||= next.level !== held.current.level
      put(held, next)
    }
    if (moved) version.value++
  }

  function applyPresence(points: readonly Presence[]): void {
    let moved = false
    for (const presence of points) {
      const held = rows.get(presence.point)
      if (!held || held.current.online === presence.online) continue
      const { lastSeen } = held.current
      put(held, { ...held.current, online: presence.online, lastSeen: presence.online ? lastSeen : presence.since ?? lastSeen })
      moved = true
    }
    if (moved) version.value++
  }

  /** An alert tells of a level before the next snapshot does. Only upwards: other rules may still hold a point where it is. */
  function applyAlert(alert: Alert): void {
    const held = rows.get(alert.point)
    if (!held || !alert.active || severity(alert.level) <= severity(held.current.level)) return
    put(held, { ...held.current, level: alert.level })
    version.value++
  }

  function clear(): void {
    rows.clear()
    loadedAt.value = null
    version.value++
  }

  return { version, loadedAt, row, peek, all, replace, applyLive, applyPresence, applyAlert, clear }
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
