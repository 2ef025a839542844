import type { Level } from '@/contracts'

export type AlertState = 'ACTIVE_UNACK' | 'ACTIVE_ACK' | 'CLEARED_UNACK' | 'CLEARED_ACK'

/** From worst to best, as the board lists them. A fault stands above a notice: nobody knows what it hides. */
export const levelsWorstFirst: readonly Level[] = ['severe', 'exceeded', 'projected', 'fault', 'notice', 'normal']

const rank = new Map<Level, number>(levelsWorstFirst.map((level, i) => [level, levelsWorstFirst.length - 1 - i]))

/** 0 is normal, higher is worse. A level this page does not know counts as a fault, so that it is never hidden as normal. */
export function severity(level: Level): number {
  return rank.get(level) ?? severity('fault')
}

export function isLevel(text: unknown): text is Level {
  return typeof text === 'string' && rank.has(text as Level)
}

export function isOverLimit(level: Level): boolean {
  return level === 'exceeded' || level === 'severe'
}
