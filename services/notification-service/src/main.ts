import { run } from '@tiketi/kit/run'
import { createNotificationService } from './app.ts'
import { Config } from './config.ts'

await run('notification', Config, createNotificationService)
