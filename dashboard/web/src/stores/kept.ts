/** A choice kept in this browser. Storage may be forbidden; then a choice lasts as long as the page. */
export function kept<T extends string>(key: string, allowed: readonly T[]): T | null {
  try {
    const value = localStorage.getItem(`dustwatch.${key}`)
    return allowed.find((one) => one === value) ?? null
  } catch {
    return null
  }
}

export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(`dustwatch.${key}`, value)
  } catch {
    // Nothing to do: the choice holds until the page is left.
  }
}
