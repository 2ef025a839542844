import { describe, expect, it } from 'vitest'
import { formatAgainst, formatLimit, formatPercent, formatValue } from '@/domain/format'
import { displayUnit, ratioOf } from '@/domain/quantities'
import { calendarDate, clockTime, durationMs, shortTime, zoneOffset } from '@/domain/time'

describe('values', () => {
  it.each([[0.0123, 'mg/m3', '0.012'], [0.82, 'mg/m3', '0.82'], [12.34, 'mg/m3', '12.3'], [0, 'mg/m3', '0.00'], [83.14, 'dB(A)', '83.1'], [3, '1', '3'], [null, 'mg/m3', '–'], [Infinity, 'mg/m3', '–']])(
    '%s %s is read as %s', (value, unit, text) => expect(formatValue(value, unit)).toBe(text))

  it('shows enough digits to see on which side of the limit a value lies', () => {
    expect(formatAgainst(0.7004, 0.7, 'mg/m3')).toBe('0.7004')
    expect(formatAgainst(84.97, 85, 'dB(A)')).toBe('84.97')
    expect(formatAgainst(0.7, 0.7, 'mg/m3')).toBe('0.70')
    expect(formatAgainst(0.82, 0.7, 'mg/m3')).toBe('0.82')
  })

  it('writes limits as they are', () => {
    expect([0.7, 85, 0.30000000000000004, null].map(formatLimit)).toEqual(['0.7', '85', '0.3', '–'])
  })

  it('never rounds an incomplete coverage up to the whole', () => {
    expect([1, 0.9997, 0.996, 0.5, 0, null, 31].map(formatPercent)).toEqual(['100 %', '99.9 %', '99.6 %', '50 %', '0 %', '–', '> 999 %'])
  })

  it('writes units as people do', () => expect(['mg/m3', 'dB(A)', '1', null].map(displayUnit)).toEqual(['mg/m³', 'dB(A)', '', '']))
})

describe('how much of the limit is used', () => {
  it('is a plain ratio for dust', () => expect(ratioOf(0.35, 0.7, 'mg/m3')).toBe(0.5))
  it('is a ratio of energies for decibels', () => {
    expect(ratioOf(82, 85, 'dB(A)')).toBeCloseTo(0.501, 3)
    expect(ratioOf(95, 85, 'dB(A)')).toBeCloseTo(10, 9)
    expect(ratioOf(85, 85, 'dB(A)')).toBe(1)
  })
  it('is nothing without a value or a limit', () => expect([ratioOf(null, 1, null), ratioOf(1, null, null), ratioOf(1, 0, 'mg/m3')]).toEqual([null, null, null]))
})

describe('times', () => {
  const t = '2026-03-03T16:20:03.000Z'
  it('are those of the site, not of the browser', () => {
    expect(clockTime(t, 'Asia/Shanghai')).toBe('00:20')
    expect(clockTime(t, 'Asia/Shanghai', true)).toBe('00:20:03')
    expect(calendarDate(t, 'Asia/Shanghai')).toBe('2026-03-04')
  })
  it('have their date when they are not of today', () => {
    const now = Date.parse('2026-03-03T17:00:00Z')
    expect(shortTime(t, 'Asia/Shanghai', now)).toBe('00:20')
    expect(shortTime('2026-03-01T16:20:00Z', 'Asia/Shanghai', now)).toBe('03-02 00:20')
    expect(shortTime('2025-03-01T16:20:00Z', 'Asia/Shanghai', now)).toBe('2025-03-02 00:20')
  })
  it('name their zone', () => {
    expect(zoneOffset(Date.parse(t), 'Asia/Shanghai')).toBe('UTC+8')
    expect(zoneOffset(Date.parse(t), 'America/St_Johns')).toBe('UTC−3:30')
    expect(zoneOffset(Date.parse('2026-07-01T00:00:00Z'), 'Europe/Berlin')).toBe('UTC+2')
  })
  it('fall back to the default zone for one that does not exist', () => expect(clockTime(t, 'No/Where')).toBe('00:20'))
  it('read durations', () => expect(['PT10S', 'PT1M30S', 'P1D', 'PT0.5S', 'soon'].map(durationMs)).toEqual([10_000, 90_000, 86_400_000, 500, 0]))
})
