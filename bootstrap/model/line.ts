import assert from 'node:assert/strict'
import { until } from '@tiketi/kit/testing'
import { offerPlaces } from '../../services/reservation-service/src/offer-places.ts'
import type { Model, Waiting } from './model.ts'
import type { World } from './world.ts'

/** A place that was given back. */
interface Back {
  seat: number | null
  cooled: boolean
  /** Whom it is offered to. */
  waitingId: string | null
  declinedBy: string[]
}

const BACK = `
  select seat, cooled_at <= now() as cooled, waiting_id as "waitingId", declined_by as "declinedBy"
  from reservation.cooling_place where performance_id = $1`

const LINE = `
  select id, state from reservation.waiting where performance_id = $1 and ended_at is null order by number`

/** Waits until nobody is owed an offer, learns what was offered to whom, and asserts that the list keeps its promises. */
export async function followOffers(model: Model, world: World): Promise<void> {
  const of = [world.performance.id]
  let back: Back[] = []
  await until(
    async () => {
      back = await world.rows<Back>(BACK, of)
      const kept = new Set(back.map(({ waitingId }) => waitingId))
      if (model.cancelled || !model.line.some((person) => !kept.has(person.id) && meets(nobodys(back), person)))
        return true
      await offerPlaces(world.all.seats.own.em.fork())
      return false
    },
    { timeoutMs: 60_000, everyMs: 40 },
  )
  const before = new Set(model.line.filter(({ offer }) => offer))
  for (const person of model.line) person.offer = offerTo(person, back)
  const now = model.line.filter((person) => person.offer && !before.has(person))
  for (const [at, person] of model.line.entries()) {
    if (person.offer || model.cancelled) continue
    const later = now.filter((other) => model.line.indexOf(other) > at).map(({ id }) => id)
    const passedOver = back.filter(({ waitingId }) => later.includes(waitingId!))
    assert.ok(!meets([...nobodys(back), ...passedOver], person), 'Somebody later in line was offered their places.')
  }
  assert.deepEqual(
    await world.rows(LINE, of),
    model.line.map(({ id, offer }) => ({ id, state: offer ? 'offered' : 'waiting' })),
  )
}

/** What may be offered to anybody. */
function nobodys(back: Back[]): Back[] {
  return back.filter(({ cooled, waitingId }) => cooled && waitingId === null)
}

/** Whether they are enough for the person, seats or places to stand. */
function meets(places: Back[], { id, places: wanted }: Waiting): boolean {
  const theirs = places.filter(({ declinedBy }) => !declinedBy.includes(id))
  const seats = theirs.filter(({ seat }) => seat !== null).length
  return seats >= wanted || theirs.length - seats >= wanted
}

function offerTo({ id, places, offer: before }: Waiting, back: Back[]): Waiting['offer'] {
  const kept = back.filter(({ waitingId }) => waitingId === id)
  if (kept.length === 0) return null
  const seats = kept.flatMap(({ seat }) => seat ?? []).toSorted((a, b) => a - b)
  const offer = { seats, standing: kept.length - seats.length }
  assert.ok(kept.every(({ cooled, declinedBy }) => cooled && !declinedBy.includes(id)))
  assert.ok([0, places].includes(seats.length) && kept.length === places, JSON.stringify({ offer, places }))
  if (before) assert.deepEqual(offer, before)
  return offer
}
