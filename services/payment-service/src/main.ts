import { run } from '@tiketi/kit/run'
import { createPaymentService } from './app.ts'
import { Config } from './config.ts'

await run('payment', Config, createPaymentService)
