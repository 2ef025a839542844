/** The quantities of detection.md with their units as people read them. */
const units: Record<string, string> = {
  dust_total: 'mg/m³', dust_respirable: 'mg/m³', pm10: 'mg/m³', pm2_5: 'mg/m³', tsp: 'mg/m³',
  noise_laeq: 'dB(A)', noise_lafmax: 'dB(A)', noise_lcpeak: 'dB(C)',
  temperature: '°C', humidity: '%RH', pressure: 'kPa', wind_speed: 'm/s', wind_direction: '°',
}

export function unitOf(quantity: string): string {
  return units[quantity] ?? ''
}

/** The wire spells `mg/m3` and writes `1` for a bare number. */
export function displayUnit(unit: string | null | undefined): string {
  if (unit == null || unit === '1') return ''
  return unit === 'mg/m3' ? 'mg/m³' : unit
}

export function isDecibel(unit: string | null | undefined): boolean {
  return unit != null && unit.startsWith('dB')
}

/** How much of the limit is used, as the server reckons it: decibels as energies, everything else plainly. */
export function ratioOf(value: number | null, limit: number | null, unit: string | null): number | null {
  if (value == null || limit == null) return null
  if (isDecibel(unit)) return 10 ** ((value - limit) / 10)
  return limit > 0 ? value / limit : null
}
