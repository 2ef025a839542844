import { flushPromises, mount } from '@vue/test-utils'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { api } from '@/api/endpoints'
import { UnreachableError } from '@/api/http'
import VerdictTable from '@/components/VerdictTable.vue'
import type { Verdict } from '@/contracts'
import { verdictsInOrder } from '@/domain/verdicts'
import { i18n } from '@/i18n'
import { aVerdict } from './given'

const earlier = { start: '2026-03-01T00:00:00.000Z', end: '2026-03-01T08:00:00.000Z' }

describe('the order of verdicts', () => {
  it('is newest first, and of one window worst first', () => {
    const given = [aVerdict({ rule: 'old', window: earlier, verdict: 'exceeded' }), aVerdict({ rule: 'lex' }), aVerdict({ rule: 'pe', verdict: 'undetermined' }), aVerdict({ rule: 'twa', verdict: 'exceeded' })]
    expect(verdictsInOrder(given).map((one) => one.rule)).toEqual(['twa', 'pe', 'lex', 'old'])
  })
})

describe('the verdicts of a workplace', () => {
  const verdicts = vi.spyOn(api, 'verdicts')
  beforeEach(() => { i18n.global.locale.value = 'en' })

  async function shown(answer: Verdict[]) {
    verdicts.mockResolvedValue(answer)
    const table = mount(VerdictTable, { props: { point: 'p1', zone: 'Asia/Shanghai' }, global: { plugins: [i18n] } })
    await flushPromises()
    return table
  }
  const cells = (table: Awaited<ReturnType<typeof shown>>, column: number) => table.findAll('[data-testid=verdict]').map((row) => row.findAll('td')[column]?.text())

  it('say what stands, for certain or by estimate', async () => {
    const given = [aVerdict({ verdict: 'exceeded' }), aVerdict({ rule: 'a', certain: true }), aVerdict({ rule: 'b' }), aVerdict({ rule: 'c', verdict: 'undetermined' })]
    const table = await shown(given)
    expect(cells(table, 0)).toEqual(['Exceeded', 'Not enough data', 'Within the limit certain', 'Within the limit by estimate'])
    i18n.global.locale.value = 'zh'
    expect(cells(await shown(given), 0)).toEqual(['超标', '数据不足', '符合 确定', '符合 按估计'])
  })

  it('have rule, window, bounds, limit and coverage', async () => {
    const table = await shown([aVerdict({ coverage: 0.9997, revision: 1 })])
    expect([1, 3, 4, 5, 6, 7].map((column) => cells(table, column)[0])).toEqual(['8-hour average of respirable dust · revised after late data', '0.40', '0.45', '0.90', '0.7 mg/m³', '99.9 %'])
    expect(cells(table, 2)[0]).toMatch(/03-02 08:00 – .*03-02 16:00 · Shift 08-16$/)
  })

  it('have no bounds where nothing was covered', async () => {
    const table = await shown([aVerdict({ verdict: 'undetermined', value: null, low: null, high: null, estimate: null, coverage: 0 })])
    expect([3, 4, 5, 7].map((column) => cells(table, column)[0])).toEqual(['–', '–', '–', '0 %'])
  })

  it('have no upper bound of a number that a gap may have raised', async () => {
    const runs = { rule: 'pe-resp', unit: '1', low: 1, estimate: 1, high: 1, limit: 4 }
    const table = await shown([aVerdict({ ...runs, coverage: 0.9 }), aVerdict({ ...runs, rule: 'pe-total', coverage: 1 })])
    expect(cells(table, 5)).toEqual(['–', '1'])
  })

  it('are few until somebody asks for all', async () => {
    const table = await shown([...Array(20).keys()].map((i) => aVerdict({ rule: `r${i}` })))
    expect(cells(table, 0)).toHaveLength(12)
    await table.get('button').trigger('click')
    expect(cells(table, 0)).toHaveLength(20)
    expect(table.get('button').attributes('aria-expanded')).toBe('true')
  })

  it('say that none has ended yet', async () => expect((await shown([])).get('[role=status]').text()).toContain('No window has ended in the last week'))

  it('say what to do when they cannot be had, and try again', async () => {
    verdicts.mockRejectedValueOnce(new UnreachableError())
    const table = mount(VerdictTable, { props: { point: 'p1', zone: 'Asia/Shanghai' }, global: { plugins: [i18n] } })
    await flushPromises()
    expect(table.get('[role=alert]').text()).toContain('No answer from the server')
    verdicts.mockResolvedValue([aVerdict()])
    await table.get('button').trigger('click')
    await flushPromises()
    expect(cells(table, 0)).toHaveLength(1)
  })
})
