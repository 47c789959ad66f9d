import type { MikroORM } from '@mikro-orm/postgresql'
import { arrayOf } from '@tiketi/kit/array-of'
import { LOBBY_CLOSES_BEFORE_MS } from './lobby.ts'

interface Comer {
  personId: string
  entry: Buffer
  resolve: (entered: Entered | undefined) => void
  reject: (error: unknown) => void
}

export interface Entered {
  entry: Buffer
  isNew: boolean
}

const ENTRIES_AT_ONCE = 1_000

/** Takes people into the lobby of one sale; those who come at the same moment are written down together. */
export class LobbyDesk {
  readonly #orm: MikroORM
  readonly #onSaleId: string
  #waiting: Comer[] = []
  #writing = false

  constructor(orm: MikroORM, onSaleId: string) {
    this.#orm = orm
    this.#onSaleId = onSaleId
  }

  /** The entry that the person takes part with, once it is written down; nothing when the lobby has closed. */
  enter(personId: string, entry: Buffer): Promise<Entered | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ personId, entry, resolve, reject })
      if (!this.#writing) void this.#writeAll()
    })
  }

  async #writeAll(): Promise<void> {
    this.#writing = true
    // Whoever comes in the same turn is in the first batch already.
    await Promise.resolve()
    while (this.#waiting.length > 0) {
      const comers = this.#waiting.splice(0, ENTRIES_AT_ONCE)
      try {
        const entries = await this.#write(comers)
        for (const { personId, resolve } of comers) resolve(entries?.get(personId))
      } catch (error) {
        for (const { reject } of comers) reject(error)
      }
    }
    this.#writing = false
  }

  async #write(comers: Comer[]): Promise<Map<string, Entered> | undefined> {
    const em = this.#orm.em.fork()
    const entries = new Map(comers.map(({ personId, entry }) => [personId, entry.toString('hex')]))
    // In one order everywhere, so that two replicas never wait for each other.
    const persons = [...entries.keys()].toSorted()
    const [{ open, made }] = await em.execute<[{ open: boolean; made: string[] }]>(
      `with sale as (
         select id from queue.on_sale
         where id = ? and lobby_closed_at is null and not cancelled and opens_at - make_interval(secs => ?) > now()
         for share
       ), made as (
         insert into queue.lobby_entry (on_sale_id, person_id, entry)
         select sale.id, came.person_id, decode(came.entry, 'hex')
         from sale, unnest(?::uuid[], ?::text[]) as came (person_id, entry)
         on conflict do nothing returning person_id
       )
       select exists (select from sale) as open, array(select person_id from made) as made`,
      [
        this.#onSaleId,
        LOBBY_CLOSES_BEFORE_MS / 1_000,
        arrayOf(persons),
        arrayOf(persons.map((person) => entries.get(person)!)),
      ],
    )
    const isNew = new Set(made)
    const known = persons.filter((person) => !isNew.has(person))
    // They have the entry that they were given first, also when the key has changed since.
    const kept = known.length === 0 ? [] : await this.#find(known)
    if (!open && kept.length === 0) return undefined
    return new Map<string, Entered>([
      ...made.map(
        (personId) => [personId, { entry: Buffer.from(entries.get(personId)!, 'hex'), isNew: true }] as const,
      ),
      ...kept.map(({ personId, entry }) => [personId, { entry, isNew: false }] as const),
    ])
  }

  #find(persons: string[]): Promise<{ personId: string; entry: Buffer }[]> {
    return this.#orm.em.fork().execute(
      `select person_id as "personId", entry from queue.lobby_entry
         where on_sale_id = ? and person_id = any(?::uuid[]) and left_at is null`,
      [this.#onSaleId, arrayOf(persons)],
    )
  }
}
