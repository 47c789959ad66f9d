import { run } from '@tiketi/kit/run'
import { createEventService } from './app.ts'
import { Config } from './config.ts'

await run('event', Config, createEventService)
