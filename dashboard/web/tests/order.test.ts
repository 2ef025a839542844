import { describe, expect, it } from 'vitest'
import { compareAlerts, comparePoints } from '@/domain/order'
import { anAlert, aPoint } from './given'

describe('the board’s order', () => {
  it('puts the worst level first, whatever the ratio', () => {
    const points = [aPoint('a', 'normal', 0.9), aPoint('b', 'severe', 0.1), aPoint('c', 'fault'), aPoint('d', 'notice', 3), aPoint('e', 'exceeded', 1.2), aPoint('f', 'projected', 0.8)]
    expect(points.sort(comparePoints).map((p) => p.id)).toEqual(['b', 'e', 'f', 'c', 'd', 'a'])
  })

  it('goes by how much of the limit is used within a level', () => {
    expect([aPoint('a', 'notice', 0.55), aPoint('b', 'notice', 0.9)].sort(comparePoints).map((p) => p.id)).toEqual(['b', 'a'])
  })

  it('does not move rows for a tremble within 5 % of the limit', () => {
    expect([aPoint('b', 'notice', 0.549), aPoint('a', 'notice', 0.501)].sort(comparePoints).map((p) => p.id)).toEqual(['a', 'b'])
  })

  it('counts a level it does not know as a fault, never as normal', () => {
    expect([aPoint('a', 'normal'), aPoint('b', 'unheard-of' as never), aPoint('c', 'notice')].sort(comparePoints).map((p) => p.id)).toEqual(['b', 'c', 'a'])
  })
})

describe('the alerts’ order', () => {
  it('puts what needs a person first', () => {
    const alerts = [
      anAlert('cleared', { active: false }), anAlert('known', { acknowledged: true, level: 'severe' }),
      anAlert('notice', { level: 'notice' }), anAlert('older', { since: '2026-03-03T00:00:00.000Z' }), anAlert('newer', { since: '2026-03-03T01:00:00.000Z' }),
    ]
    expect(alerts.sort(compareAlerts).map((a) => a.id)).toEqual(['newer', 'older', 'notice', 'known', 'cleared'])
  })
})
