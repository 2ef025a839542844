import type { Level } from '@/contracts'
import type { DrawnLimit, DrawnSpan } from '@/domain/overlay'
import type { Drawn } from '@/domain/series'
import { formatLimit, formatValue } from '@/domain/format'
import { clockTime, shortTime, zoneOffsetMinutes } from '@/domain/time'

export interface ChartLook {
  drawn: readonly Drawn[]
  from: number
  to: number
  zone: string
  now: number
  unit: string
  limits: readonly DrawnLimit[]
  limitName: (level: Level) => string
  spans: readonly DrawnSpan[]
  isDecibel: boolean
  rangeName: string
  /** Of the drawing, px. */
  height: number
  /** Wheel with Ctrl, and two fingers, choose a part of the time. */
  canZoom: boolean
}

/** How far the chart's times are moved: its axis knows UTC only. */
export function shiftOf(look: { to: number; zone: string }): number {
  return zoneOffsetMinutes(look.to, look.zone) * 60_000
}

interface Palette { ink: string; muted: string; line: string; accent: string; surface: string; font: string; shade: Record<DrawnSpan['kind'], string>; level: (level: Level) => string }

export function palette(of: Element): Palette {
  const style = getComputedStyle(of)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    ink: read('--ink'), muted: read('--muted'), line: read('--line'), accent: read('--accent'),
    surface: read('--surface'), font: read('--font'),
    shade: { window: read('--accent-soft'), shift: read('--sunken'), over: read('--wash-exceeded') },
    level: (level) => read(`--level-${level}`),
  }
}

/**
 * The chart's description for ECharts. Its time axis knows UTC and the browser's zone only, so instants are moved by the
 * site's offset and drawn as UTC: ticks then stand at the site's full hours.
 */
export function chartOptions(look: ChartLook, color: Palette) {
  const shift = shiftOf(look)
  const at = (t: number) => t + shift
  const back = (t: number) => t - shift
  const hasRange = look.drawn.some((d) => d.min != null && d.max != null)
  const limits = look.limits.map((one) => one.value)
  const highest = Math.max(...limits, ...look.drawn.map((d) => d.max ?? d.value ?? -Infinity))
  const lowest = Math.min(...limits, ...look.drawn.map((d) => d.min ?? d.value ?? Infinity))
  const top = Number.isFinite(highest) && highest > 0 ? niceTop(highest * (look.isDecibel ? 1.03 : 1.12)) : undefined
  const bottom = look.isDecibel && Number.isFinite(lowest) ? Math.floor((lowest - 3) / 5) * 5 : 0
  const asides = asidesOf(limits, ((look.height - margin.top - margin.bottom) || 1) / Math.max((top ?? 1) - bottom, 1e-9))
  const text = { color: color.muted, fontFamily: color.font, fontSize: 12 }
  const days = look.to - look.from > 36 * 3_600_000
  const quiet = { type: 'line', symbol: 'none', silent: true, animation: false, lineStyle: { opacity: 0 }, stack: 'range', tooltip: { show: false } } as const

  return {
    useUTC: true,
    animation: false,
    textStyle: { fontFamily: color.font },
    dataZoom: look.canZoom ? [{ type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: false, preventDefaultMouseMove: false, filterMode: 'none' }] : [],
    grid: margin,
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      backgroundColor: color.surface, borderColor: color.line, textStyle: { color: color.ink, fontFamily: color.font, fontSize: 12 },
      axisPointer: { lineStyle: { color: color.muted } },
      formatter: (hits: { dataIndex: number }[]) => {
        const d = look.drawn[hits[0]?.dataIndex ?? -1]
        if (!d) return ''
        const range = d.min != null && d.max != null ? `\n${look.rangeName} ${formatValue(d.min, look.unit)} – ${formatValue(d.max, look.unit)}` : ''
        return `${shortTime(d.t, look.zone, look.now, true)}\n${formatValue(d.value, look.unit)} ${look.unit}${range}`
      },
    },
    xAxis: {
      type: 'time', min: at(look.from), max: at(look.to),
      axisLine: { lineStyle: { color: color.line } }, axisTick: { lineStyle: { color: color.line } },
      axisLabel: { ...text, hideOverlap: true, formatter: (t: number) => (days ? shortTime(back(t), look.zone, look.now).replace(/ 00:00$/, '') : clockTime(back(t), look.zone, look.to - look.from <= 600_000)) },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value', name: look.unit, nameTextStyle: { ...text, align: 'left', padding: [0, 0, 0, -40] },
      min: bottom, max: top,
      axisLabel: text, splitLine: { lineStyle: { color: color.line, opacity: 0.7 } }, splitNumber: 4,
    },
    series: [
      ...(hasRange ? [
        { ...quiet, data: look.drawn.map((d) => [at(d.t), d.min]) },
        { ...quiet, areaStyle: { color: color.accent, opacity: 0.16 }, data: look.drawn.map((d) => [at(d.t), d.min == null || d.max == null ? null : d.max - d.min]) },
      ] : []),
      {
        type: 'line', symbol: 'circle', symbolSize: 3, showSymbol: isLonely(look.drawn), connectNulls: false, animation: false,
        lineStyle: { color: color.accent, width: 1.6 }, itemStyle: { color: color.accent },
        data: look.drawn.map((d) => [at(d.t), d.value]),
        markArea: {
          silent: true,
          label: { position: 'insideTop', color: color.muted, fontFamily: color.font, fontSize: 11 },
          data: spansSeen(look).map((span) => [
            { name: span.name, xAxis: at(span.start), itemStyle: { color: color.shade[span.kind], opacity: span.kind === 'shift' ? 0.55 : 0.85, borderColor: color.surface, borderWidth: span.kind === 'over' ? 0 : 1 } },
            { xAxis: at(span.end) },
          ]),
        },
        markLine: {
          silent: true, symbol: 'none',
          data: look.limits.map((limit, i) => ({
            yAxis: limit.value,
            lineStyle: { color: color.level(limit.level), type: limit.level === 'exceeded' ? [6, 4] : [2, 4], width: limit.level === 'exceeded' ? 1.6 : 1.2 },
            label: {
              formatter: `${look.limitName(limit.level)} ${formatLimit(limit.value)}`, position: 'insideStartTop', distance: [6 + asides[i]! * asideWidth, 1], color: color.level(limit.level),
              fontFamily: color.font, fontSize: 12, fontWeight: 600, textBorderColor: color.surface, textBorderWidth: 3,
            },
          })),
        },
      },
    ],
  }
}

const margin = { left: 52, right: 16, top: 28, bottom: 28 }
const labelHeight = 16
const asideWidth = 92

/** Limits that lie so close that their names would touch stand side by side: how many places each moves aside. */
function asidesOf(limits: readonly number[], pixelsPerUnit: number): number[] {
  const asides: number[] = []
  limits.forEach((limit, i) => {
    const isTouching = i > 0 && Math.abs(limit - limits[i - 1]!) * pixelsPerUnit < labelHeight
    asides.push(isTouching ? asides[i - 1]! + 1 : 0)
  })
  return asides
}

/** A name needs about this part of the chart's width. */
const namedFrom = 0.12

/** What of the spans lies in the chart, shifts below, times over a limit on top. */
function spansSeen(look: ChartLook): DrawnSpan[] {
  const below = { shift: 0, window: 1, over: 2 }
  return look.spans
    .filter((span) => span.start < look.to && span.end > look.from)
    .map((span) => ({ ...span, start: Math.max(look.from, span.start), end: Math.min(look.to, span.end) }))
    .map((span) => ({ ...span, name: (span.end - span.start) / (look.to - look.from) >= namedFrom ? span.name : '' }))
    .sort((a, b) => below[a.kind] - below[b.kind])
}

/** A few readings with gaps all around them would draw no line at all. */
function isLonely(drawn: readonly Drawn[]): boolean {
  return drawn.filter((d) => d.value != null).length < 30
}

function niceTop(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(value))
  const step = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((one) => one * unit >= value) ?? 10
  return value >= 30 && value < 200 ? Math.ceil(value / 5) * 5 : Number((step * unit).toPrecision(3))
}
