import { defineDatabase } from '@tiketi/kit/database'
import { Admission } from './admission.ts'
import { CreateControl } from './migrations/2026-11-25-control.ts'
import { CreateDraws } from './migrations/2026-11-25-draws.ts'
import { CreateLines } from './migrations/2026-11-25-lines.ts'
import { AddPresales } from './migrations/2026-11-30-presales.ts'
import { OnSale } from './on-sale.ts'

export const database = defineDatabase({
  service: 'queue',
  entities: [OnSale, Admission],
  migrations: [CreateLines, CreateDraws, CreateControl, AddPresales],
})
