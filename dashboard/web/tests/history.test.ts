import { flushPromises } from '@vue/test-utils'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { api } from '@/api/endpoints'
import { useHistory } from '@/components/chart/history'

const minute = 60_000
const asked = { point: 'p1', quantity: 'noise_laeq', from: 0, to: 10 * minute, interval: minute }
const reading = (t: number) => ({ t: new Date(t).toISOString(), value: 80, flag: 'N' as const })

beforeEach(() => { vi.useFakeTimers() })
afterEach(() => { vi.useRealTimers(); vi.restoreAllMocks() })

it('asks again for an answer that ends early, less and less often, until it is whole or nobody looks', async () => {
  const readings = vi.spyOn(api, 'readings').mockResolvedValue([])
  const scope = effectScope()
  const { drawn } = scope.run(() => useHistory(() => asked))!
  await flushPromises()
  expect(drawn.value).toEqual([])

  await vi.advanceTimersByTimeAsync(5_000)
  expect(readings).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(9_999)
  expect(readings).toHaveBeenCalledTimes(2)
  readings.mockResolvedValue([reading(9 * minute)])
  await vi.advanceTimersByTimeAsync(1)
  expect(drawn.value?.map((d) => d.value)).toEqual([80])
  await vi.advanceTimersByTimeAsync(600_000)
  expect(readings).toHaveBeenCalledTimes(3)

  readings.mockResolvedValue([])
  const other = effectScope()
  other.run(() => useHistory(() => asked))
  await flushPromises()
  other.stop()
  scope.stop()
  await vi.advanceTimersByTimeAsync(600_000)
  expect(readings).toHaveBeenCalledTimes(4)
})
