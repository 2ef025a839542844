import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { matchesLevel, matchesPlace } from '@/composables/boardFilter'
import { useCalmOrder } from '@/composables/calmOrder'
import { linkIn, safeReturn } from '@/domain/signIn'
import en from '@/locales/en'
import zh from '@/locales/zh'
import { aPoint } from './given'

describe('the calm order', () => {
  beforeEach(() => { vi.useFakeTimers() })
  afterEach(() => { vi.useRealTimers() })

  it('changes after a few seconds, not under the pointer, and at once for another question', async () => {
    const scope = effectScope()
    let truth = ['a', 'b']
    const held = ref(false)
    const question = ref('')
    const { order, pending } = scope.run(() => useCalmOrder(() => truth, () => question.value, held))!
    expect(order.value).toEqual(['a', 'b'])
    truth = ['b', 'a']
    vi.advanceTimersByTime(4_900)
    expect(order.value).toEqual(['a', 'b'])
    vi.advanceTimersByTime(200)
    expect(order.value).toEqual(['b', 'a'])

    held.value = true
    truth = ['a', 'b']
    vi.advanceTimersByTime(20_000)
    expect([order.value, pending.value]).toEqual([['b', 'a'], true])
    held.value = false
    await nextTick()
    expect([order.value, pending.value]).toEqual([['a', 'b'], false])

    held.value = true
    truth = ['a']
    question.value = 'level=severe'
    expect(order.value).toEqual(['a'])
    scope.stop()
  })
})

describe('the board’s filter', () => {
  it('finds every word in any of the names', () => {
    const point = aPoint('e1-p1', 'normal', null, { enterpriseName: '恒泰石英', post: '包装工' })
    const filter = (text: string, district = '') => ({ text, district, level: '' as const })
    expect(['恒泰 包装', 'E1-P1', ''].map((text) => matchesPlace(point, filter(text)))).toEqual([true, true, true])
    expect([matchesPlace(point, filter('恒泰 铸造')), matchesPlace(point, filter('', 'wz'))]).toEqual([false, false])
    expect([matchesLevel(point, 'silent'), matchesLevel(point, 'normal'), matchesLevel(point, 'severe')]).toEqual([false, true, false])
  })
})

describe('signing in', () => {
  it('reads a link from the fragment', () => expect(['#link=a%2Bb', '#link=', '#other', ''].map(linkIn)).toEqual(['a+b', null, null, null]))
  it('returns to this page’s own paths only', () => {
    expect(['/alerts/a~b', '//evil.example', 'https://evil.example', '/\\evil', '/sign-in?x', null].map(safeReturn)).toEqual(['/alerts/a~b', '/', '/', '/', '/', '/'])
  })
})

describe('the two languages', () => {
  const keys = (of: object, at = ''): string[] => Object.entries(of).flatMap(([key, value]) => (typeof value === 'object' ? keys(value, `${at}${key}.`) : [`${at}${key}`]))
  const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort().filter((hole, i, all) => hole !== all[i - 1])
  const read = (of: object, path: string) => path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], of) as string

  it('say the same things', () => expect(keys(zh).sort()).toEqual(keys(en).sort()))
  it('fill the same holes', () => {
    for (const key of keys(en)) expect([key, holes(read(zh, key))]).toEqual([key, holes(read(en, key))])
  })
})
