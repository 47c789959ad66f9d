import { defineDatabase } from '@tiketi/kit/database'
import { CreatePayments } from './migrations/2026-11-25-payments.ts'
import { AddDeposits } from './migrations/2026-11-30-deposits.ts'
import { AddFinanceActions } from './migrations/2026-11-30-finance-actions.ts'
import { AddLedger } from './migrations/2026-11-30-ledger.ts'
import { AddPaidWith } from './migrations/2026-11-30-paid-with.ts'
import { AddRefunds } from './migrations/2026-11-30-refunds.ts'
import { Payment } from './payment.ts'
import { Refund } from './refund.ts'

export const database = defineDatabase({
  service: 'payment',
  entities: [Payment, Refund],
  migrations: [CreatePayments, AddRefunds, AddLedger, AddFinanceActions, AddPaidWith, AddDeposits],
})
