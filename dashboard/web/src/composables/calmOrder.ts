import { onScopeDispose, ref, shallowRef, watch, type Ref } from 'vue'

/** A row that moves while it is read is worse than one that stands a few seconds too low. */
const resortEveryMs = 5_000

/**
 * An order that changes calmly: at once when the question changes (a filter, the first load), otherwise at most every
 * few seconds, and never while `held`. New items go in and lost ones drop out at the next sorting.
 */
export function useCalmOrder(sort: () => string[], question: () => unknown, held: Ref<boolean>) {
  const order = shallowRef<string[]>([])
  const pending = ref(false)

  function isOther(next: readonly string[]): boolean {
    return next.length !== order.value.length || next.some((id, i) => id !== order.value[i])
  }

  function apply(): void {
    const next = sort()
    pending.value = false
    if (isOther(next)) order.value = next
  }

  function settle(): void {
    if (!held.value) apply()
    else pending.value = isOther(sort())
  }

  watch(question, apply, { immediate: true, flush: 'sync' })
  watch(held, (isHeld) => { if (!isHeld && pending.value) apply() }, { flush: 'sync' })
  const timer = setInterval(settle, resortEveryMs)
  onScopeDispose(() => clearInterval(timer))

  return { order, pending }
}
