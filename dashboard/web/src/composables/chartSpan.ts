import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { now } from '@/domain/now'
import { durationMs, toMs } from '@/domain/time'

/** From a minute, in which single samples are seen, to a season. */
export const spans = ['PT5M', 'PT1H', 'PT8H', 'P1D', 'P7D', 'P30D', 'P90D'] as const
const usual = 'PT8H'
const shortestMs = 60_000
const longestMs = 400 * 86_400_000
/** A chart that follows the present moves on in steps, so that it asks for its history a few times a minute and not at each tick. */
const followMs = 15_000

/** What a chart shows of time, kept in the address: a colleague opens the same picture. */
export function useChartSpan() {
  const route = useRoute()
  const router = useRouter()

  const fixedTo = computed(() => (typeof route.query.to === 'string' ? toMs(route.query.to) : null))
  const spanMs = computed(() => {
    const asked = typeof route.query.span === 'string' ? durationMs(route.query.span) : 0
    return Math.min(longestMs, Math.max(shortestMs, asked || durationMs(usual)))
  })
  const isFollowing = computed(() => fixedTo.value == null)
  const to = computed(() => fixedTo.value ?? Math.ceil(now.value / followMs) * followMs)
  const from = computed(() => to.value - spanMs.value)
  const chosen = computed(() => spans.find((one) => durationMs(one) === spanMs.value) ?? '')

  function set(ms: number, end: number | null): void {
    const whole = Math.round(Math.min(longestMs, Math.max(shortestMs, ms)) / 1000)
    const span = spans.find((one) => durationMs(one) === whole * 1000) ?? `PT${whole}S`
    const follows = end == null || end >= now.value - followMs
    void router.replace({ query: { ...route.query, span: span === usual ? undefined : span, to: follows ? undefined : new Date(end).toISOString() } })
  }

  return {
    from, to, spanMs, chosen, isFollowing,
    choose: (span: string) => set(durationMs(span), fixedTo.value),
    show: (start: number, end: number) => set(end - start, end),
    zoom: (factor: number) => set(spanMs.value * factor, isFollowing.value ? null : to.value - (spanMs.value * (1 - factor)) / 2),
    move: (share: number) => set(spanMs.value, to.value + spanMs.value * share),
    follow: () => set(spanMs.value, null),
  }
}
