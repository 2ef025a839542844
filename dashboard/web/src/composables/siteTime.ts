import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { now } from '@/domain/now'
import { defaultZone, shortTime, toMs, zoneOffset } from '@/domain/time'

/** Only a new day at a site changes how a time is written; in every zone it begins at a quarter of an hour. */
const quarterMs = 900_000
const quarter = computed(() => Math.floor(now.value / quarterMs) * quarterMs)

/** Times as texts of a site's zone, with the zone's name for where it is told once. */
export function useSiteTime() {
  const { locale } = useI18n()

  function time(t: string | number | null, zone: string, seconds = false): string {
    return shortTime(t, zone, quarter.value, seconds)
  }

  /** With the offset behind it, for a time that stands alone. */
  function timeWithZone(t: string | number | null, zone: string, seconds = false): string {
    const ms = toMs(t)
    return ms == null ? '–' : `${time(ms, zone, seconds)} ${zoneOffset(ms, zone)}`
  }

  function zoneName(zone: string): string {
    const offset = zoneOffset(quarter.value, zone)
    if (zone === defaultZone && locale.value === 'zh') return `北京时间（${offset}）`
    return locale.value === 'zh' ? `${zone}（${offset}）` : `${zone} (${offset})`
  }

  return { now, time, timeWithZone, zoneName }
}
