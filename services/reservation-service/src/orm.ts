import { defineDatabase } from '@tiketi/kit/database'
import { Gift } from './gift.ts'
import { AddPassRevocations } from './migrations/2026-11-25-pass-revocations.ts'
import { CreateReservations } from './migrations/2026-11-25-reservations.ts'
import { AddStandingPlaces } from './migrations/2026-11-25-standing-places.ts'
import { AddCoolingPlaces } from './migrations/2026-11-30-cooling-places.ts'
import { AddDeposits } from './migrations/2026-11-30-deposits.ts'
import { AddFreeRefunds } from './migrations/2026-11-30-free-refunds.ts'
import { AddGifts } from './migrations/2026-11-30-gifts.ts'
import { AddPresales } from './migrations/2026-11-30-presales.ts'
import { AddRefundRuns } from './migrations/2026-11-30-refund-runs.ts'
import { AddRefunds } from './migrations/2026-11-30-refunds.ts'
import { AddWaitingList } from './migrations/2026-11-30-waiting-list.ts'
import { OnSale } from './on-sale.ts'
import { Performance } from './performance.ts'
import { Reservation } from './reservation.ts'
import { Ticket } from './ticket.ts'
import { Waiting } from './waiting.ts'

export const database = defineDatabase({
  service: 'reservation',
  entities: [Gift, OnSale, Performance, Reservation, Ticket, Waiting],
  migrations: [
    CreateReservations,
    AddStandingPlaces,
    AddPassRevocations,
    AddRefunds,
    AddRefundRuns,
    AddFreeRefunds,
    AddCoolingPlaces,
    AddWaitingList,
    AddGifts,
    AddDeposits,
    AddPresales,
  ],
})
