import { expect, it } from 'vitest'
import { outlook } from '@/domain/outlook'

const now = Date.parse('2026-03-03T00:00:00Z')
const projection = (exceedsAt: string | null) => ({ atEnd: 0.9, exceedsAt, mayStillBe: 0.4, atEndAtShiftMean: 0.8, atEndIfStopped: 0.5 })

it('counts minutes, rounded up, while they are few', () => {
  expect(outlook('projected', projection('2026-03-03T00:41:10Z'), now)).toMatchObject({ kind: 'exceedsIn', minutes: 42 })
  expect(outlook('projected', projection('2026-03-03T01:30:00Z'), now)).toMatchObject({ kind: 'exceedsIn', minutes: 90 })
})
it('names the time of day beyond that', () => expect(outlook('notice', projection('2026-03-03T01:30:01Z'), now)).toMatchObject({ kind: 'exceedsAt' }))
it('never counts below zero', () => expect(outlook('projected', projection('2026-03-02T23:59:00Z'), now)).toMatchObject({ kind: 'exceedsIn', minutes: 0 }))
it('says that it stays within', () => expect(outlook('normal', projection(null), now)).toEqual({ kind: 'within', atEnd: 0.9 }))
it('says nothing without a projection', () => expect(outlook('normal', null, now)).toEqual({ kind: 'unknown' }))
it('does not predict what has happened', () => expect(outlook('exceeded', projection('2026-03-03T00:10:00Z'), now)).toEqual({ kind: 'over' }))
