import { computed, onBeforeUnmount, onMounted, ref, shallowRef, useTemplateRef, type ComputedRef, type Ref } from 'vue'
import type { Point } from '@/contracts'
import { usePoints } from '@/stores/points'

/** How far beyond the screen a row still follows at once. */
const margin = '400px'
/** Rows that nobody can see follow in turns, so that hundreds of them never redraw in one frame. */
const turns = 8
const turnMs = 250

const ticks = Array.from({ length: turns }, () => shallowRef(0))
const seen = new WeakMap<Element, Ref<boolean>>()
let turn = 0
let observer: IntersectionObserver | undefined
let rows = 0
let timer = 0

function observe(element: Element, isNear: Ref<boolean>): void {
  observer ??= new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const ref = seen.get(entry.target)
      if (ref) ref.value = entry.isIntersecting
    }
  }, { rootMargin: margin })
  seen.set(element, isNear)
  observer.observe(element)
  if (rows++ === 0) timer = window.setInterval(() => { turn = (turn + 1) % turns; ticks[turn]!.value++ }, turnMs)
}

function forget(element: Element): void {
  observer?.unobserve(element)
  if (--rows === 0) clearInterval(timer)
}

/** A point for the element `ref="item"`: as it changes while that is on the screen, every two seconds while it is not. */
export function usePacedPoint(id: () => string): ComputedRef<Point | undefined> {
  const element = useTemplateRef<Element>('item')
  const points = usePoints()
  const isNear = ref(true)
  const tick = ticks[Math.floor(Math.random() * turns)]!
  let watched: Element | undefined

  onMounted(() => {
    watched = element.value ?? undefined
    if (watched && typeof IntersectionObserver !== 'undefined') observe(watched, isNear)
  })
  onBeforeUnmount(() => { if (watched && seen.has(watched)) forget(watched) })

  return computed(() => {
    if (isNear.value) return points.row(id())?.value
    // Reading the tick, and the point untracked: nothing redraws before this row's turn.
    void tick.value
    return points.peek(id())
  })
}
