import type { MikroORM } from '@mikro-orm/postgresql'
import type { Ask } from '@tiketi/kit/ask'
import { every, type Job } from '@tiketi/kit/jobs'
import type { Log } from '@tiketi/kit/log'
import type { RedisClient } from '@tiketi/kit/redis'
import { askSeats } from './ask-seats.ts'
import type { Beacon } from './beacon.ts'
import { keepLines } from './keep-lines.ts'
import type { Lines } from './lines.ts'
import type { PlaceTickets } from './place-ticket.ts'
import { notePresent } from './presence.ts'
import { tick } from './tick.ts'

interface JobParts {
  orm: MikroORM
  redis: RedisClient
  ask: Ask
  lines: Lines
  beacon: Beacon
  tickets: PlaceTickets
  log: Log
}

export function startJobs({ orm, redis, ask, lines, beacon, tickets, log }: JobParts): Job[] {
  return [
    every(100, 'call the next', () => Promise.all([...lines].map((line) => tick({ orm, redis, tickets }, line))), log),
    every(100, 'ask for seats', () => Promise.all(wantingSeats().map((line) => askSeats(ask, redis, line))), log),
    every(500, 'keep lines', () => keepLines({ orm, redis, lines, beacon, log }), log),
    every(20_000, 'heartbeat', heartbeat, log),
    every(10_000, 'note who is present', notePresence, log),
  ]

  async function heartbeat() {
    for (const line of lines) await line.audience.heartbeat()
  }

  async function notePresence() {
    for (const line of lines) await notePresent(redis, line)
  }

  function wantingSeats() {
    return [...lines].filter((line) => line.seatsWanted)
  }
}
