import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { testDatabase } from '@tiketi/kit/testing'
import pg from 'pg'

const sweep = await readFile(join(import.meta.dirname, 'books.sql'), 'utf8')

/** Two seats and one standing place of an area of ten, held by one buyer, and nothing wrong. */
const RIGHT = `
  insert into reservation.reservation (id, performance_id, on_sale_id, person_id, seats, areas, shards, prices_won, total_won, deadline)
    select id, id, id, id, '{1,2}', '{0}', '{0}', '{1,1,1}', 3, now() + interval '5 minutes' from one;
  insert into reservation.seat_claim (performance_id, seat, reservation_id) select id, seat, id from one, unnest('{1,2}'::int[]) as seat;
  insert into reservation.standing_stock (performance_id, area, shard, places, available) select id, 0, 0, 10, 9 from one;
  insert into reservation.buyer_quota (person_id, scope, taken, allowed) select id, id, 3, 4 from one;
`

const wrongs: Record<string, { change: string; found: string[] }> = {
  'nothing is wrong': { change: '', found: [] },
  'a seat has gone from under a buyer': {
    change: 'delete from reservation.seat_claim where seat = 2',
    found: ['a live reservation without all its seats'],
  },
  'a standing place was given twice': {
    change: 'update reservation.standing_stock set available = 10',
    found: ['a standing area that is counted wrong'],
  },
  'a hold counts too little against the limit': {
    change: 'update reservation.buyer_quota set taken = 2',
    found: ['a quota that is not what is held'],
  },
  'a seat is sold to nobody who paid': {
    change: 'update reservation.seat_claim set sold = true where seat = 1',
    found: ["a seat claimed by nobody's live reservation"],
  },
  'a seat is on its way back while its buyer has it': {
    change: `insert into reservation.cooling_place (performance_id, reservation_id, seat, cooled_at, returns_at)
      select id, id, 1, now(), now() from one`,
    found: ['a live reservation without all its seats', "a seat claimed by nobody's live reservation"],
  },
  'a standing place is on its way back and on sale': {
    change: `insert into reservation.cooling_place (performance_id, reservation_id, area, shard, cooled_at, returns_at)
      select id, id, 0, 0, now(), now() from one`,
    found: ['a standing area that is counted wrong'],
  },
  'a payment was left undecided': {
    change: "update reservation.reservation set state = 'capturing', payment_id = id",
    found: ['seats that wait for nobody'],
  },
}

for (const [what, { change, found }] of Object.entries(wrongs))
  test(`the sweep of the books says what is wrong: ${what}`, async (t) => {
    const { adminUrl } = await testDatabase(t, 'reservation')
    const client = new pg.Client(adminUrl)
    await client.connect()
    try {
      await client.query(`create temporary table one as select gen_random_uuid() as id; ${RIGHT}; ${change}`)
      const { rows } = await client.query<{ what: string }>(sweep)
      assert.deepEqual(rows.map((row) => row.what).toSorted(), found)
    } finally {
      await client.end()
    }
  })
