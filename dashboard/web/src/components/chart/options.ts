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
  limit: number | null
  limitText: string
  window: { start: number; end: number } | null
  isDecibel: boolean
  rangeName: string
  /** Wheel with Ctrl, and two fingers, choose a part of the time. */
  canZoom: boolean
}

/** How far the chart's times are moved: its axis knows UTC only. */
export function shiftOf(look: { to: number; zone: string }): number {
  return zoneOffsetMinutes(look.to, look.zone) * 60_000
}

interface Palette { ink: string; muted: string; line: string; accent: string; limit: string; shade: string; surface: string; font: string }

export function palette(of: Element): Palette {
  const style = getComputedStyle(of)
  const read = (name: string) => style.getPropertyValue(name).trim()
  return {
    ink: read('--ink'), muted: read('--muted'), line: read('--line'), accent: read('--accent'),
    limit: read('--level-exceeded'), shade: read('--accent-soft'), surface: read('--raised'), font: read('--font'),
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
  const highest = Math.max(look.limit ?? -Infinity, ...look.drawn.map((d) => d.max ?? d.value ?? -Infinity))
  const lowest = Math.min(look.limit ?? Infinity, ...look.drawn.map((d) => d.min ?? d.value ?? Infinity))
  const text = { color: color.muted, fontFamily: color.font, fontSize: 12 }
  const days = look.to - look.from > 36 * 3_600_000
  const quiet = { type: 'line', symbol: 'none', silent: true, animation: false, lineStyle: { opacity: 0 }, stack: 'range', tooltip: { show: false } } as const

  return {
    useUTC: true,
    animation: false,
    textStyle: { fontFamily: color.font },
    dataZoom: look.canZoom ? [{ type: 'inside', zoomOnMouseWheel: 'ctrl', moveOnMouseMove: false, preventDefaultMouseMove: false, filterMode: 'none' }] : [],
    grid: { left: 52, right: look.limit == null ? 16 : 60, top: 28, bottom: 28 },
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
      min: look.isDecibel && Number.isFinite(lowest) ? Math.floor((lowest - 3) / 5) * 5 : 0,
      max: Number.isFinite(highest) && highest > 0 ? niceTop(highest * (look.isDecibel ? 1.03 : 1.12)) : undefined,
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
        markArea: look.window && look.window.start < look.to && look.window.end > look.from ? { silent: true, itemStyle: { color: color.shade, opacity: 0.75 }, data: [[{ xAxis: at(Math.max(look.from, look.window.start)) }, { xAxis: at(Math.min(look.to, look.window.end)) }]] } : undefined,
        markLine: look.limit == null ? undefined : {
          silent: true, symbol: 'none', lineStyle: { color: color.limit, type: [6, 4], width: 1.5 },
          label: { formatter: look.limitText || formatLimit(look.limit), position: 'end', distance: 6, color: color.limit, fontFamily: color.font, fontSize: 12, fontWeight: 600 },
          data: [{ yAxis: look.limit }],
        },
      },
    ],
  }
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
