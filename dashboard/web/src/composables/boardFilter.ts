import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import type { Level, Point } from '@/contracts'
import { isLevel } from '@/domain/levels'

export interface BoardFilter { district: string; level: Level | 'silent' | ''; text: string; tiles: boolean }

/** The board's filter, kept in the address so that it can be sent to a colleague and survives a reload. */
export function useBoardFilter() {
  const route = useRoute()
  const router = useRouter()

  const filter = computed<BoardFilter>(() => {
    const level = one(route.query.level)
    return {
      district: one(route.query.district),
      level: isLevel(level) || level === 'silent' ? level : '',
      text: one(route.query.q),
      tiles: route.query.view === 'tiles',
    }
  })

  function set(change: Partial<BoardFilter>): void {
    const next = { ...filter.value, ...change }
    void router.replace({
      query: { district: next.district || undefined, level: next.level || undefined, q: next.text || undefined, view: next.tiles ? 'tiles' : undefined },
    })
  }

  return { filter, set }
}

/** Everything but the level: what the counts by level are counted over. */
export function matchesPlace(point: Point, filter: Pick<BoardFilter, 'district' | 'text'>): boolean {
  if (filter.district && point.district !== filter.district) return false
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return true
  const text = [point.id, point.enterprise, point.enterpriseName, point.workshop, point.post].join('\n').toLowerCase()
  return words.every((word) => text.includes(word))
}

export function matchesLevel(point: Point, level: BoardFilter['level']): boolean {
  return level === '' || (level === 'silent' ? !point.online : point.level === level)
}

function one(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
