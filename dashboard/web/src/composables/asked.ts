import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'

export interface Asked<T> { value: ShallowRef<T | null>; error: ShallowRef<unknown>; reload(): Promise<void> }

/** An answer that belongs to a key, asked for again when the key changes and every `everyMs` while the page is seen. */
export function useAsked<T>(key: () => string, ask: (key: string) => Promise<T>, everyMs = 0): Asked<T> {
  const value = shallowRef<T | null>(null)
  const error = shallowRef<unknown>(null)

  async function reload(): Promise<void> {
    const mine = key()
    try {
      const answer = await ask(mine)
      if (mine !== key()) return
      value.value = answer
      error.value = null
    } catch (failure) {
      if (mine === key()) error.value = failure
    }
  }

  watch(key, () => {
    value.value = null
    error.value = null
    void reload()
  }, { immediate: true })

  if (everyMs > 0) {
    const timer = setInterval(() => { if (document.visibilityState === 'visible') void reload() }, everyMs)
    onScopeDispose(() => clearInterval(timer))
  }
  return { value, error, reload }
}
