import type { Verdict } from '@/contracts'

/** Newest window first; of one window the worst first, then by rule. */
const worstFirst = ['exceeded', 'undetermined', 'compliant']

export function verdictsInOrder(verdicts: readonly Verdict[]): Verdict[] {
  return [...verdicts].sort((a, b) => Date.parse(b.window.end) - Date.parse(a.window.end)
    || worstFirst.indexOf(a.verdict) - worstFirst.indexOf(b.verdict)
    || a.rule.localeCompare(b.rule)
    || (a.shift ?? '').localeCompare(b.shift ?? ''))
}
