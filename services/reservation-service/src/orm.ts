import { defineDatabase } from '@tiketi/kit/database'
import { AddPassRevocations } from './migrations/2026-11-25-pass-revocations.ts'
import { CreateReservations } from './migrations/2026-11-25-reservations.ts'
import { AddStandingPlaces } from './migrations/2026-11-25-standing-places.ts'
import { AddCoolingPlaces } from './migrations/2026-11-30-cooling-places.ts'
import { AddFreeRefunds } from './migrations/2026-11-30-free-refunds.ts'
import { AddPresales } from './migrations/2026-11-30-presales.ts'
import { AddRefundRuns } from './migrations/2026-11-30-refund-runs.ts'
import { AddRefunds } from './migrations/2026-11-30-refunds.ts'
import { OnSale } from './on-sale.ts'
import { Performance } from './performance.ts'
import { Reservation } from './reservation.ts'
import { Ticket } from './ticket.ts'

export const database = defineDatabase({
  service: 'reservation',
  entities: [OnSale, Performance, Reservation, Ticket],
  migrations: [
    CreateReservations,
    AddStandingPlaces,
    AddPassRevocations,
    AddRefunds,
    AddRefundRuns,
    AddFreeRefunds,
    AddCoolingPlaces,
    AddPresales,
  ],
})
