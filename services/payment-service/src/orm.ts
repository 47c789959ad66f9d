import { defineDatabase } from '@tiketi/kit/database'
import { CreatePayments } from './migrations/2026-11-25-payments.ts'
import { Payment } from './payment.ts'

export const database = defineDatabase({ service: 'payment', entities: [Payment], migrations: [CreatePayments] })
