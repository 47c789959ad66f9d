import { defineDatabase } from '@tiketi/kit/database'
import { Event } from './event.ts'
import { CreateEvents } from './migrations/2026-11-25-events.ts'
import { AddImages } from './migrations/2026-11-25-images.ts'
import { AddCancelledPerformances } from './migrations/2026-11-30-cancelled-performances.ts'
import { AddGifts } from './migrations/2026-11-30-gifts.ts'
import { AddPostponements } from './migrations/2026-11-30-postponements.ts'
import { AddPresales } from './migrations/2026-11-30-presales.ts'
import { AddRefundPolicies } from './migrations/2026-11-30-refund-policies.ts'
import { AddVirtualAccounts } from './migrations/2026-11-30-virtual-accounts.ts'
import { OnSale } from './on-sale.ts'
import { Performance } from './performance.ts'
import { Plan } from './plan.ts'

export const database = defineDatabase({
  service: 'event',
  entities: [Plan, Event, Performance, OnSale],
  migrations: [
    CreateEvents,
    AddImages,
    AddRefundPolicies,
    AddPostponements,
    AddGifts,
    AddCancelledPerformances,
    AddVirtualAccounts,
    AddPresales,
  ],
})
