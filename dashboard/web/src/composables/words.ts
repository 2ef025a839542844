import { useI18n } from 'vue-i18n'
import type { Bilingual, Point } from '@/contracts'

/** A number and its unit stay on one line. */
function together(text: string): string {
  return text.replace(/(\d) (?=mg\/|dB|min\b|%)/g, '$1\u00a0')
}

/** Words of the domain in the reader's language; what the page has no word for is shown as it came. */
export function useWords() {
  const { t, te, locale } = useI18n()

  function or(key: string, fallback: string): string {
    return te(key) ? t(key) : fallback
  }

  return {
    quantity: (id: string) => or(`quantity.${id}`, id),
    quantityShort: (id: string) => or(`quantityShort.${id}`, or(`quantity.${id}`, id)),
    rule: (id: string) => or(`rule.${id}`, id),
    ruleShort: (id: string) => or(`ruleShort.${id}`, id),
    kind: (kind: string) => or(`alert.kind.${kind}`, kind),
    level: (level: string) => or(`level.${level}`, level),
    caseState: (state: string) => or(`case.${state}`, state),
    role: (role: string) => or(`role.${role}`, role),
    both: (text: Bilingual | null | undefined) => together(text ? (locale.value === 'zh' ? text.zh || text.en : text.en || text.zh) : ''),
    /** A length of time in ms: `1 h 5 min`, `45 s`. */
    length: (ms: number) => {
      const seconds = Math.round(ms / 1000)
      const parts = [[Math.floor(seconds / 3600), 'length.hours'], [Math.floor(seconds / 60) % 60, 'length.minutes'], [seconds % 60, 'length.seconds']] as const
      return parts.filter(([n]) => n > 0).map(([n, key]) => t(key, { n })).join(' ') || t('length.seconds', { n: 0 })
    },
    place: (point: Point) => [point.workshop, point.post].filter(Boolean).join(' · ') || t('board.unnamed', { id: point.id }),
  }
}
