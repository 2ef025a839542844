import { onScopeDispose, ref, shallowRef, watch } from 'vue'
import { api } from '@/api/endpoints'
import { drawReadings, drawSteps, endsBefore, stepEnd, stepFor, type Drawn } from '@/domain/series'

export interface HistoryOf { point: string; quantity: string; from: number; to: number; interval: number; drawnMax?: number }

/** What has arrived may not be stored yet: an answer that ends early is asked for again after so long, and then after twice as long each time. */
const againMs = 5_000
const againMsMax = 60_000

/** The history that a chart draws: asked for again when the question changes or the answer ends early, and only the last answer counts. */
export function useHistory(of: () => HistoryOf) {
  const drawn = shallowRef<Drawn[] | null>(null)
  const error = shallowRef<unknown>(null)
  const loading = ref(false)
  let asking: AbortController | undefined
  let again = 0
  let waitMs = againMs

  async function load(): Promise<void> {
    const { point, quantity, from, to, interval, drawnMax } = of()
    asking?.abort()
    clearTimeout(again)
    const mine = asking = new AbortController()
    loading.value = true
    try {
      const step = stepFor(to - from, interval, drawnMax)
      const range = [new Date(from).toISOString(), new Date(step ? stepEnd(step, to) : to).toISOString()] as const
      const next = step
        ? drawSteps(await api.steps(point, quantity, ...range, step.iso, mine.signal), to)
        : drawReadings(await api.readings(point, quantity, ...range, mine.signal), interval)
      if (mine.signal.aborted) return
      drawn.value = next
      error.value = null
      if (endsBefore(next, to - Math.max(step?.ms ?? 0, 3 * interval))) {
        again = window.setTimeout(() => void load(), waitMs)
        waitMs = Math.min(2 * waitMs, againMsMax)
      }
    } catch (failure) {
      if (!mine.signal.aborted) error.value = failure
    } finally {
      if (asking === mine) loading.value = false
    }
  }

  watch(() => `${of().point}|${of().quantity}`, () => { drawn.value = null })
  watch(() => Object.values(pick(of())).join('|'), () => { waitMs = againMs; void load() }, { immediate: true })
  onScopeDispose(() => { asking?.abort(); clearTimeout(again) })

  return { drawn, error, loading, reload: load }
}

function pick({ point, quantity, from, to, interval }: HistoryOf): HistoryOf {
  return { point, quantity, from, to, interval }
}
