import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { usePacedPoint } from '@/composables/pacedPoint'
import { useSiteTime } from '@/composables/siteTime'
import { useWords } from '@/composables/words'
import { formatAgainst, formatLimit, formatPercent, formatValue } from '@/domain/format'
import { outlook } from '@/domain/outlook'
import { displayUnit, unitOf } from '@/domain/quantities'
import { runFault } from '@/domain/runs'

/** What the board says of a point, in the element `ref="item"` of a row or a tile. */
export function usePointFigures(of: { id: string; zone: string }) {
  const { t } = useI18n()
  const point = usePacedPoint(() => of.id)
  const words = useWords()
  const { now, time, timeWithZone } = useSiteTime()

  const values = computed(() => (point.value?.values ?? []).map((value) => ({
    quantity: value.quantity,
    name: words.quantityShort(value.quantity),
    fullName: words.quantity(value.quantity),
    text: formatValue(value.value, value.unit || unitOf(value.quantity)),
    unit: displayUnit(value.unit || unitOf(value.quantity)),
  })))

  const against = computed(() => {
    const w = point.value?.worst
    if (!w) return null
    const value = formatAgainst(w.value, w.limit, w.unit)
    const limit = formatLimit(w.limit)
    const fault = runFault(w)
    const percent = fault ? '' : formatPercent(w.ratio)
    const unit = displayUnit(w.unit)
    return { rule: words.ruleShort(w.rule), fault: fault && t(`runs.${fault}`), ratio: w.ratio, level: w.level, value, limit, unit, percent, label: t('board.bar', { value, limit, unit, percent }) }
  })

  const ahead = computed(() => {
    const p = point.value
    if (!p) return null
    const next = outlook(p.level, p.worst?.projection, now.value)
    switch (next.kind) {
      case 'over': return { text: t('outlook.over'), hint: '', strong: true }
      case 'exceedsIn': return {
        text: next.minutes === 0 ? t('outlook.exceedsNow') : t('outlook.exceedsIn', { minutes: next.minutes }),
        hint: t('outlook.exceedsInHint', { time: timeWithZone(next.at, p.zone) }),
        strong: true,
      }
      case 'exceedsAt': return { text: t('outlook.exceedsAt', { time: time(next.at, p.zone) }), hint: timeWithZone(next.at, p.zone), strong: false }
      case 'within': return { text: t('outlook.within'), hint: next.atEnd == null ? '' : t('outlook.withinEnd', { value: formatValue(next.atEnd, p.worst?.unit) }), strong: false }
      default: return null
    }
  })

  const seen = computed(() => {
    const p = point.value
    if (!p || p.online) return t('board.online')
    return p.lastSeen ? `${t('board.offline')} · ${t('board.lastSeen', { time: p.zone === of.zone ? time(p.lastSeen, p.zone) : timeWithZone(p.lastSeen, p.zone) })}` : `${t('board.offline')} · ${t('board.never')}`
  })

  const who = computed(() => ({ id: of.id, enterprise: point.value?.enterpriseName || point.value?.enterprise || '', place: point.value ? words.place(point.value) : '' }))

  /** The value that the limit is about, else the first there is: what a tile has room for. */
  const leading = computed(() => values.value.find((value) => value.quantity === point.value?.worst?.quantity) ?? values.value[0])

  return { point, who, values, leading, against, ahead, seen }
}
