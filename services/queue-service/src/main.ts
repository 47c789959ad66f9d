import { run } from '@tiketi/kit/run'
import { createQueueService } from './app.ts'
import { Config } from './config.ts'

await run('queue', Config, createQueueService)
