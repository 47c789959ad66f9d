import { run } from '@tiketi/kit/run'
import { createAuthService } from './app.ts'
import { Config } from './config.ts'

await run('auth', Config, createAuthService)
