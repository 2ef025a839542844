import { describe, expect, it } from 'vitest'
import { drawReadings, drawSteps, stepEnd, stepFor, summarize } from '@/domain/series'

const at = (s: number) => new Date(s * 1000).toISOString()

describe('readings as drawn', () => {
  it('break at a silence longer than three intervals, and not at one of three', () => {
    const drawn = drawReadings([{ t: at(10), value: 1, flag: 'N' }, { t: at(40), value: 2, flag: 'N' }, { t: at(71), value: 3, flag: 'N' }], 10_000)
    expect(drawn.map((d) => d.value)).toEqual([1, 2, null, 3])
  })
  it('break at an invalid reading, and keep one over range', () => {
    const drawn = drawReadings([{ t: at(10), value: 1, flag: 'N' }, { t: at(20), value: 9, flag: 'C' }, { t: at(30), value: 20, flag: 'T' }], 10_000)
    expect(drawn.map((d) => d.value)).toEqual([1, null, 20])
  })
})

it('takes leq for decibels and mean for the rest, and keeps a step without data as a gap', () => {
  const drawn = drawSteps([{ t: at(60), leq: 80, min: 70, max: 90, coverage: 1 }, { t: at(120), mean: null, min: null, max: null, coverage: 0 }, { t: at(180), mean: 2, min: 1, max: 3, coverage: 1 }], 170_000)
  expect(drawn.map((d) => d.value)).toEqual([80, null, 2])
  expect(drawn[2]!.t, 'the step under way ends where the chart does').toBe(170_000)
  expect(summarize(drawn)).toEqual({ gaps: 1, max: 90, last: 2 })
})

it('asks for readings while a screen can show them, else for the finest step of which it can', () => {
  expect(stepFor(3_600_000, 10_000)).toBeNull()
  expect(stepFor(8 * 3_600_000, 10_000)?.iso).toBe('PT1M')
  expect(stepFor(8 * 3_600_000, 1_000)?.iso).toBe('PT1M')
  expect(stepFor(30 * 86_400_000, 60_000)?.iso).toBe('PT1H')
  expect(stepFor(3650 * 86_400_000, 60_000)?.iso).toBe('P1D')
})

it('asks for the step under way too', () => {
  const sixHours = stepFor(90 * 86_400_000, 10_000)!
  expect(sixHours.iso).toBe('PT6H')
  expect(new Date(stepEnd(sixHours, Date.UTC(2026, 10, 22, 8, 32))).toISOString()).toBe('2026-11-22T12:00:00.000Z')
  expect(stepEnd(sixHours, Date.UTC(2026, 10, 22, 12))).toBe(Date.UTC(2026, 10, 22, 12))
})
