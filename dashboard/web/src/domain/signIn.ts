/** The value of `#link=VALUE`, or nothing. */
export function linkIn(hash: string): string | null {
  const link = new URLSearchParams(hash.replace(/^#/, '')).get('link')
  return link ? link : null
}

/** Where to go after signing in: a path of this page and nothing else, whatever the address says. */
export function safeReturn(value: unknown): string {
  if (typeof value !== 'string' || !value.startsWith('/') || value.startsWith('//') || value.includes('\\')) return '/'
  return value.startsWith('/sign-in') ? '/' : value
}
