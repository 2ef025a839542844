import type { HubConnection } from '@microsoft/signalr'
import type { AlertChange, LiveBatch, PresenceBatch, Reset } from '@/contracts'

export interface HubEvents {
  alert(change: AlertChange): void
  live(batch: LiveBatch): void
  presence(batch: PresenceBatch): void
  reset(reset: Reset): void
  /** Connected, again or for the first time: groups and missed alerts are to be asked for. */
  connected(): void
  disconnected(): void
}

const retryMsMax = 15_000

/** The hub connection, which never gives up: it opens, and opens again, until it is stopped. */
export class Hub {
  private connection: HubConnection | null = null
  private stopped = true
  private attempts = 0
  private timer = 0

  constructor(private readonly events: HubEvents) {}

  start(): void {
    if (!this.stopped) return
    this.stopped = false
    void this.open()
  }

  async stop(): Promise<void> {
    this.stopped = true
    clearTimeout(this.timer)
    const connection = this.connection
    this.connection = null
    await connection?.stop()
  }

  async watch(): Promise<void> {
    await this.connection?.invoke('Watch', {})
  }

  async resume(lastSeq: number): Promise<void> {
    await this.connection?.invoke('Resume', lastSeq)
  }

  private async open(): Promise<void> {
    const signalr = await import('@microsoft/signalr')
    if (this.stopped) return
    const connection = new signalr.HubConnectionBuilder()
      .withUrl('/hub')
      .withAutomaticReconnect({ nextRetryDelayInMilliseconds: (retry) => backOff(retry.previousRetryCount) })
      .configureLogging(signalr.LogLevel.None)
      .build()
    this.connection = connection
    connection.on('alert', (change: AlertChange) => this.events.alert(change))
    connection.on('live', (batch: LiveBatch) => this.events.live(batch))
    connection.on('presence', (batch: PresenceBatch) => this.events.presence(batch))
    connection.on('reset', (reset: Reset) => this.events.reset(reset))
    connection.onreconnecting(() => this.events.disconnected())
    connection.onreconnected(() => this.events.connected())
    connection.onclose(() => this.retry(connection))
    try {
      await connection.start()
      this.attempts = 0
      this.events.connected()
    } catch {
      this.retry(connection)
    }
  }

  private retry(connection: HubConnection): void {
    if (this.stopped || connection !== this.connection) return
    this.events.disconnected()
    clearTimeout(this.timer)
    this.timer = window.setTimeout(() => void this.open(), backOff(this.attempts++))
  }
}

/** From a quarter of a second to a quarter of a minute, with a spread so that a restarted server is not met by all at once. */
function backOff(attempt: number): number {
  const full = Math.min(retryMsMax, 250 * 2 ** Math.min(attempt, 10))
  return full * (0.75 + Math.random() / 2)
}
