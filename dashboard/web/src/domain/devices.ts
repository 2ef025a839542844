import type { Point } from '@/contracts'

/** Under this name the server lists what clients without a sign-in sent. */
export const anonymousDevice = 'anonymous'

const examples: Record<string, number> = { noise_laeq: 83.1, noise_lafmax: 91.5, noise_lcpeak: 104.2 }

/** A line for a shell that publishes one sample as this device would; the secret stays in the shell. */
export function sendLine(device: string, point: Point, host: string, port: number): string {
  const values = Object.fromEntries(point.quantities.slice(0, 2).map((quantity) => [quantity, examples[quantity] ?? 0.42]))
  const signIn = device === anonymousDevice ? '' : ` -u ${device} -P "$SECRET"`
  return `mosquitto_pub -V 5 -q 1 -h ${host} -p ${port}${signIn} -t dustwatch/v1/${point.enterprise}/${point.id}/data -m '${JSON.stringify(values)}'`
}
