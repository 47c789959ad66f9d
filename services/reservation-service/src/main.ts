import { run } from '@tiketi/kit/run'
import { createReservationService } from './app.ts'
import { Config } from './config.ts'

await run('reservation', Config, createReservationService)
