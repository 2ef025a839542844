import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api } from '@/api/endpoints'
import { ApiError } from '@/api/http'
import { Hub } from '@/api/hub'
import type { LiveValue } from '@/contracts'
import { serverNow } from '@/domain/now'
import { useAlerts } from './alerts'
import { usePoints } from './points'

const pointsEveryMs = 5_000
const alertsEveryMs = 5_000
/** With the hub open a snapshot only guards against what nobody thought of. */
const alertsEveryMsWithHub = 60_000
const hiddenEveryMs = 30_000
const soonMs = 500
/** Polls that must fail in a row before the page says that it is cut off: one lost answer is no news. */
const failuresMax = 2

export type Connection = 'connecting' | 'live' | 'polling' | 'offline'

/** Keeps points and alerts current: the hub at once, polling beside it for what the hub does not carry, and instead of it. */
export const useLive = defineStore('live', () => {
  const points = usePoints()
  const alerts = useAlerts()

  const running = ref(false)
  const hubOpen = ref(false)
  const hubTried = ref(false)
  const failures = ref(0)
  const lastContact = ref<number | null>(null)
  const lastError = ref<Error | null>(null)

  const connection = computed<Connection>(() => {
    if (failures.value >= failuresMax) return 'offline'
    if (hubOpen.value) return 'live'
    return hubTried.value && points.loadedAt != null ? 'polling' : 'connecting'
  })

  const buffer = new Map<string, LiveValue>()
  let frame = 0
  let timer = 0
  let nextAt = 0
  let alertsAt = 0
  let hubSeen = false
  let run = 0
  let polling = 0
  let again = false

  const hub = new Hub({
    alert: (change) => {
      if (!alerts.apply(change)) return
      points.applyAlert(change.alert)
      soon()
    },
    live: (batch) => {
      for (const value of batch.values) buffer.set(`${value.point}|${value.quantity}`, value)
      if (!frame) frame = requestAnimationFrame(flush)
    },
    presence: (batch) => points.applyPresence(batch.points),
    reset: (reset) => {
      alerts.noteReset(reset.seq)
      void reload()
    },
    connected: () => void join(),
    disconnected: () => {
      hubOpen.value = false
      hubTried.value = true
      alertsAt = 0
      schedule(0)
    },
  })

  function flush(): void {
    frame = 0
    points.applyLive(buffer.values())
    buffer.clear()
  }

  /** Groups are lost with a connection; what was missed is asked for by the ledger's number. */
  async function join(): Promise<void> {
    try {
      hubTried.value = true
      if (hubSeen) await hub.resume(alerts.lastSeq)
      await hub.watch()
      hubOpen.value = true
      if (!hubSeen) { hubSeen = true; await reload() } else schedule(0)
    } catch {
      // The connection fell again; its own event brings us back here.
    }
  }

  function start(): void {
    if (running.value) return
    running.value = true
    run++
    hub.start()
    document.addEventListener('visibilitychange', wake)
    window.addEventListener('online', wake)
    void poll()
  }

  /** Everything that was shown belongs to the session that ended. */
  async function stop(): Promise<void> {
    running.value = false
    run++
    clearTimeout(timer)
    cancelAnimationFrame(frame)
    frame = 0
    buffer.clear()
    document.removeEventListener('visibilitychange', wake)
    window.removeEventListener('online', wake)
    hubOpen.value = hubTried.value = hubSeen = false
    failures.value = 0
    alertsAt = 0
    points.clear()
    alerts.clear()
    await hub.stop()
  }

  function wake(): void {
    if (document.visibilityState === 'visible') schedule(0)
  }

  async function reload(): Promise<void> {
    alertsAt = 0
    await poll()
  }

  /** One at a time, so that an old answer never arrives after a new one; asked for meanwhile, it follows at once. */
  async function poll(): Promise<void> {
    clearTimeout(timer)
    const mine = run
    if (polling === mine) { again = true; return }
    polling = mine
    again = false
    try {
      await Promise.all([loadPoints(mine), loadAlerts(mine)])
      if (mine !== run) return
      failures.value = 0
      lastError.value = null
    } catch (error) {
      if (mine !== run) return
      if (!(error instanceof ApiError && error.status === 401)) failures.value++
      lastError.value = error instanceof Error ? error : new Error(String(error))
    }
    polling = 0
    schedule(again ? 0 : document.visibilityState === 'hidden' ? hiddenEveryMs : pointsEveryMs)
  }

  /** A level has changed, and the figures behind it come with the next snapshot: not in five seconds, and once for a burst. */
  function soon(): void {
    if (polling === run) again = true
    else if (Date.now() + soonMs < nextAt) schedule(soonMs)
  }

  function schedule(ms: number): void {
    clearTimeout(timer)
    nextAt = Date.now() + ms
    if (running.value) timer = window.setTimeout(() => void poll(), ms)
  }

  async function loadPoints(mine: number): Promise<void> {
    const items = await api.points()
    if (mine !== run) return
    points.replace(items, serverNow())
    lastContact.value = serverNow()
  }

  async function loadAlerts(mine: number): Promise<void> {
    const every = hubOpen.value ? alertsEveryMsWithHub : alertsEveryMs
    if (Date.now() - alertsAt < every - 100) return
    const since = alerts.mark()
    const lists = await Promise.all([api.alertsIn('ACTIVE_UNACK'), api.alertsIn('ACTIVE_ACK'), api.alertsIn('CLEARED_UNACK')])
    if (mine !== run) return
    alerts.replace(lists.flat(), since)
    // Of either: a page that shows one of the two says so when it is cut off.
    lastContact.value = serverNow()
    alertsAt = Date.now()
  }

  return { connection, lastContact, lastError, start, stop, reload }
})
