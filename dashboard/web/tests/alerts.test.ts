import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useAlerts } from '@/stores/alerts'
import { anAlert } from './given'

describe('the alert book', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('has an alert once, however often it comes', () => {
    const alerts = useAlerts()
    alerts.replace([anAlert('a', { seq: 5 })], alerts.mark())
    expect(alerts.apply({ seq: 5, alert: anAlert('a', { seq: 5 }) })).toBe(false)
    alerts.apply({ seq: 6, alert: anAlert('a', { seq: 6, level: 'severe' }) })
    alerts.apply({ seq: 6, alert: anAlert('a', { seq: 6, level: 'severe' }) })
    expect(alerts.open.map((a) => [a.id, a.level])).toEqual([['a', 'severe']])
  })

  it('is not taken back by an older message or an older snapshot', () => {
    const alerts = useAlerts()
    alerts.apply({ seq: 9, alert: anAlert('a', { seq: 9, active: false, acknowledged: false }) })
    alerts.apply({ seq: 8, alert: anAlert('a', { seq: 8 }) })
    alerts.replace([anAlert('a', { seq: 7 })], alerts.mark())
    expect(alerts.open.map((a) => a.state)).toEqual(['CLEARED_UNACK'])
  })

  it('keeps what came while a snapshot was on its way, and drops what the snapshot no longer has', () => {
    const alerts = useAlerts()
    alerts.replace([anAlert('gone', { seq: 1 }), anAlert('stays', { seq: 2 })], alerts.mark())
    const since = alerts.mark()
    alerts.apply({ seq: 4, alert: anAlert('new', { seq: 4 }) })
    alerts.replace([anAlert('stays', { seq: 2 })], since)
    expect(alerts.open.map((a) => a.id).sort()).toEqual(['new', 'stays'])
  })

  it('knows from where to resume', () => {
    const alerts = useAlerts()
    alerts.replace([anAlert('a', { seq: 5 })], alerts.mark())
    expect(alerts.lastSeq).toBe(5)
    alerts.apply({ seq: 9, alert: anAlert('b', { seq: 9 }) })
    alerts.apply({ seq: 7, alert: anAlert('c', { seq: 7 }) })
    expect(alerts.lastSeq).toBe(9)
    alerts.noteReset(20)
    expect(alerts.lastSeq).toBe(20)
  })

  it('announces what is new, once, and not what was there when the page came', () => {
    const alerts = useAlerts()
    alerts.replace([anAlert('a', { seq: 1 })], alerts.mark())
    expect(alerts.takeArrivals()).toEqual([])
    alerts.apply({ seq: 2, alert: anAlert('b', { seq: 2 }) })
    alerts.apply({ seq: 2, alert: anAlert('b', { seq: 2 }) })
    alerts.apply({ seq: 3, alert: anAlert('a', { seq: 3, acknowledged: true }) })
    expect(alerts.takeArrivals().map((a) => a.id)).toEqual(['b'])
    expect(alerts.takeArrivals()).toEqual([])
  })

  it('lets go of what is stale, and of what is cleared and acknowledged', () => {
    const alerts = useAlerts()
    alerts.replace([anAlert('a', { seq: 1 }), anAlert('b', { seq: 2 })], alerts.mark())
    alerts.apply({ seq: 3, alert: anAlert('a', { seq: 3, stale: true }) })
    alerts.apply({ seq: 4, alert: anAlert('b', { seq: 4, active: false, acknowledged: true }) })
    expect(alerts.open).toEqual([])
  })
})
