import { describe, expect, it } from 'vitest'
import type { RuleExposure } from '@/contracts'
import { limitsOf, overSpans, shiftSpans } from '@/domain/overlay'
import { anAlert } from './given'

const hour = 3_600_000
const at = (hours: number) => new Date(hours * hour).toISOString()

function aRule(rule: string, change: Partial<RuleExposure> = {}): RuleExposure {
  return {
    rule, quantity: 'dust_respirable', window: null, value: null, unit: 'mg/m3', low: null, high: null, limit: 0.7, coverage: null, level: 'normal', projection: null,
    limits: [{ level: 'notice', limit: 0.35 }, { level: 'projected', limit: 0.7 }, { level: 'exceeded', limit: 0.7 }], ...change,
  }
}

describe('limits', () => {
  it('are those of the quantity in its own unit, each once, lowest first', () => {
    const rules = [aRule('twa-resp'), aRule('m15'), aRule('dose', { unit: '%' }), aRule('lex', { quantity: 'noise_laeq', unit: 'dB(A)' })]
    expect(limitsOf(rules, 'dust_respirable')).toEqual([{ level: 'notice', value: 0.35 }, { level: 'exceeded', value: 0.7 }])
  })
})

describe('shifts', () => {
  it('are shaded up to where they have come, and the judged one is told from the others', () => {
    const shifts = [{ name: 'A', start: at(0), end: at(8) }, { name: 'B', start: at(8), end: at(16) }, { name: 'C', start: at(16), end: at(24) }]
    expect(shiftSpans(shifts, { start: 8 * hour, end: 11 * hour }, 12 * hour)).toEqual([
      { kind: 'shift', start: 0, end: 8 * hour, name: 'A' },
      { kind: 'window', start: 8 * hour, end: 11 * hour, name: 'B' },
    ])
  })
})

describe('times over a limit', () => {
  it('last to the end of the alert, or to the present, and warnings are none', () => {
    const alerts = [
      anAlert('past', { active: false, since: at(1), until: at(2) }),
      anAlert('now', { since: at(5) }),
      anAlert('warning', { level: 'projected', since: at(1) }),
      anAlert('other', { quantity: 'noise_laeq', since: at(1) }),
    ]
    expect(overSpans(alerts, 'dust_respirable', 6 * hour).map(({ start, end }) => [start / hour, end / hour])).toEqual([[1, 2], [5, 6]])
  })
})
