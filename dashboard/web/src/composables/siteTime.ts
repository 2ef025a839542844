import { useI18n } from 'vue-i18n'
import { now } from '@/domain/now'
import { defaultZone, shortTime, toMs, zoneOffset } from '@/domain/time'

/** Times as texts of a site's zone, with the zone's name for where it is told once. */
export function useSiteTime() {
  const { locale } = useI18n()

  function time(t: string | number | null, zone: string, seconds = false): string {
    return shortTime(t, zone, now.value, seconds)
  }

  /** With the offset behind it, for a time that stands alone. */
  function timeWithZone(t: string | number | null, zone: string, seconds = false): string {
    const ms = toMs(t)
    return ms == null ? '–' : `${time(ms, zone, seconds)} ${zoneOffset(ms, zone)}`
  }

  function zoneName(zone: string): string {
    const offset = zoneOffset(now.value, zone)
    if (zone === defaultZone && locale.value === 'zh') return `北京时间（${offset}）`
    return locale.value === 'zh' ? `${zone}（${offset}）` : `${zone} (${offset})`
  }

  return { now, time, timeWithZone, zoneName }
}
