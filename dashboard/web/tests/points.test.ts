import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { LiveValue } from '@/contracts'
import { usePoints } from '@/stores/points'
import { anAlert, aPoint } from './given'

const later = '2026-03-03T00:00:10.000Z'
const live = (change: Partial<LiveValue> = {}): LiveValue => ({ point: 'a', quantity: 'dust_respirable', t: later, value: 0.5, level: 'normal', ...change })

describe('the board’s points', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('redraw the row that changed and no other', () => {
    const points = usePoints()
    points.replace([aPoint('a'), aPoint('b')], 1)
    const [a, b, version] = [points.row('a')?.value, points.row('b')?.value, points.version]
    points.applyLive([live()])
    expect(points.row('a')?.value).not.toBe(a)
    expect(points.row('a')?.value.values[0]?.value).toBe(0.5)
    expect(points.row('b')?.value).toBe(b)
    expect(points.version).toBe(version)
  })

  it('keep a live value that is newer than a snapshot', () => {
    const points = usePoints()
    points.replace([aPoint('a')], 1)
    points.applyLive([live()])
    points.replace([aPoint('a')], 2)
    expect(points.row('a')?.value.values[0]?.value).toBe(0.5)
  })

  it('do not take an older live value', () => {
    const points = usePoints()
    points.replace([aPoint('a')], 1)
    points.applyLive([live({ t: '2026-03-02T00:00:00.000Z' })])
    expect(points.row('a')?.value.values[0]?.value).toBe(0.1)
  })

  it('rise with an alert at once, and fall only with a snapshot', () => {
    const points = usePoints()
    points.replace([aPoint('a', 'notice')], 1)
    points.applyAlert(anAlert('x', { point: 'a', level: 'severe' }))
    expect(points.row('a')?.value.level).toBe('severe')
    points.applyLive([live()])
    expect(points.row('a')?.value.level).toBe('severe')
    points.replace([aPoint('a', 'notice')], 2)
    expect(points.row('a')?.value.level).toBe('notice')
  })

  it('ask for a new order when a level, a presence or the set changes', () => {
    const points = usePoints()
    points.replace([aPoint('a'), aPoint('b')], 1)
    const versions = [points.version]
    points.applyLive([live({ level: 'exceeded' })])
    versions.push(points.version)
    points.applyPresence([{ point: 'b', online: false, since: later }])
    versions.push(points.version)
    points.replace([aPoint('a')], 2)
    versions.push(points.version)
    expect(new Set(versions).size).toBe(4)
    expect(points.row('b')).toBeUndefined()
  })
})
