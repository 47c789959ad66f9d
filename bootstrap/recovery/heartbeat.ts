import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'

const EVERY_MS = 20

/** Commits a numbered row again and again, by whose absence one sees afterwards what a disaster took. */
export class Heartbeat {
  /** Milliseconds since the epoch at which the latest commit was acknowledged. */
  last = 0
  readonly #client: pg.Client
  #beating: Promise<void> = Promise.resolve()

  private constructor(client: pg.Client) {
    this.#client = client
  }

  static async start(url: string): Promise<Heartbeat> {
    const client = new pg.Client(url)
    // Its end is what it is here for.
    client.on('error', () => {})
    await client.connect()
    await client.query('create schema drill')
    await client.query(
      'create table drill.beat (n serial primary key, at timestamptz not null default clock_timestamp())',
    )
    const heartbeat = new Heartbeat(client)
    heartbeat.#beating = heartbeat.#beat()
    return heartbeat
  }

  /** Settles when the server is gone. */
  get ended(): Promise<void> {
    return this.#beating
  }

  async #beat() {
    try {
      for (;;) {
        await this.#client.query('insert into drill.beat default values')
        this.last = Date.now()
        await pause(EVERY_MS)
      }
    } catch {
      await this.#client.end().catch(() => {})
    }
  }
}

/** Numbers of the beats that were committed until an instant, by the server's own record of commits. */
export async function beatsUntil(client: pg.Client, instant: string): Promise<number[]> {
  return numbers(client, 'where pg_xact_commit_timestamp(xmin) <= $1', instant)
}

export async function allBeats(client: pg.Client): Promise<number[]> {
  return numbers(client)
}

async function numbers(client: pg.Client, where = '', ...values: string[]): Promise<number[]> {
  const { rows } = await client.query<{ n: number }>(`select n from drill.beat ${where} order by n`, values)
  return rows.map(({ n }) => n)
}
