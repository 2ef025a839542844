import { mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it } from 'vitest'
import AlertFacts from '@/components/AlertFacts.vue'
import EvidenceRuns from '@/components/EvidenceRuns.vue'
import { exceededRun, runFault, runRatio } from '@/domain/runs'
import { i18n } from '@/i18n'
import { aRun, aRunEvidence, anAlert } from './given'

const zone = 'Asia/Shanghai'
const global = { plugins: [i18n] }
const peaks = (change = {}) => anAlert('a', { rule: 'pe-resp', unit: '1', value: 1, limit: 4, ...change })

describe('what peak exposures exceed', () => {
  it.each([
    ['exceeded', 5, null], ['exceeded', 4, 'itself'], ['exceeded', 1, 'itself'], ['severe', 1, 'high'], ['notice', 3, null], ['exceeded', null, null],
  ] as const)('at %s with %s of 4 it is %s', (level, value, fault) => expect(runFault({ level, value, limit: 4, unit: '1' })).toBe(fault))

  it('is nothing of a value that is no number of runs', () => expect(runFault({ level: 'exceeded', value: 0.5, limit: 0.7, unit: 'mg/m3' })).toBeNull())

  it('is the last run where it is longer than allowed', () => {
    const run = exceededRun(aRunEvidence([aRun(0, 5), aRun(90, 106, { gap: 'PT1H25M' })]))
    expect(run).toEqual({ kind: 'long', value: 960_000, limit: 900_000 })
    expect(run && runRatio(run)).toBeCloseTo(16 / 15, 9)
  })

  it('is the pause before it where that is shorter than required', () => {
    const run = exceededRun(aRunEvidence([aRun(0, 5), aRun(20, 21, { gap: 'PT15M' })]))
    expect(run).toEqual({ kind: 'soon', value: 900_000, limit: 3_600_000 })
    expect(run && runRatio(run)).toBe(4)
  })

  it.each([['exactly as long as allowed', 'PT15M'], ['without runs', null]])('is nothing %s', (_, length) =>
    expect(exceededRun(aRunEvidence(length ? [aRun(0, 15, { length })] : []))).toBeNull())
})

describe('the bar of an alert', () => {
  beforeEach(() => { i18n.global.locale.value = 'en' })

  it('is the share of the limit as long as there are too many', () => {
    const facts = mount(AlertFacts, { props: { alert: peaks({ value: 5 }), zone }, global })
    expect(facts.find('[role=img]').attributes('aria-label')).toContain('125 %')
  })

  it('is the run that lasted too long, and no share of the number', () => {
    const facts = mount(AlertFacts, { props: { alert: peaks(), zone, evidence: aRunEvidence([aRun(0, 16)]) }, global })
    expect(facts.get('[data-testid=alert-exceeded]').text()).toBe('one lasted 16 min, 15 min are allowed')
    expect(facts.get('[role=img]').attributes('aria-label')).toBe('one lasted 16 min, 15 min are allowed')
    expect(facts.get('.fill').attributes('style')).toContain('scaleX(0.53')
    expect(facts.text()).not.toContain('25 %')
  })

  it('is not there until the run is known', () => {
    const facts = mount(AlertFacts, { props: { alert: peaks(), zone }, global })
    expect(facts.get('[data-testid=alert-exceeded]').text()).toBe('one too long or too soon')
    expect(facts.find('[role=img]').exists()).toBe(false)
  })
})

describe('the table of runs', () => {
  const evidence = aRunEvidence([aRun(10, 14, { height: 2.6, open: true }), aRun(30, 46, { gap: 'PT16M' })])
  const cells = (language: 'zh' | 'en') => {
    i18n.global.locale.value = language
    return mount(EvidenceRuns, { props: { evidence, zone }, global }).findAll('[data-testid=evidence-run]').map((row) => row.findAll('td').map((cell) => cell.text()))
  }

  it('has start, length, height and gap, and says what is too long, too soon and open', () => expect(cells('en').map((row) => row.slice(2))).toEqual([
    ['4 min · open', '2.60 mg/m³', '–'],
    ['16 min · too long', '2.50 mg/m³', '16 min · too soon'],
  ]))

  it('has it in Chinese, at the site’s time', () => {
    expect(cells('zh')[0]?.[1]).toContain('08:10')
    expect(cells('zh')[1]?.slice(2)).toEqual(['16 分钟 · 过长', '2.50 mg/m³', '16 分钟 · 过密'])
  })

  it('can be scrolled with the keyboard', () => {
    const table = mount(EvidenceRuns, { props: { evidence, zone }, global }).get('[role=group]')
    expect([table.attributes('tabindex'), table.attributes('aria-label')]).toEqual(['0', '峰接触'])
  })

  it('marks nothing of means that are only counted', () => {
    const counted = aRunEvidence([aRun(0, 15), aRun(15, 30, { gap: 'PT0S' })], { kind: 'count', of: 'PT15M', longest: null, apart: null, atMost: null })
    i18n.global.locale.value = 'en'
    const rows = mount(EvidenceRuns, { props: { evidence: counted, zone }, global })
    expect(rows.text()).toContain('Means over 15 min above 2.1 mg/m³.')
    expect(rows.findAll('.over')).toEqual([])
    expect(rows.findAll('[data-testid=evidence-run]').map((row) => row.findAll('td').at(-1)?.text())).toEqual(['–', '0 s'])
  })
})
