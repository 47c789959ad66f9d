import { runMigrations } from '@tiketi/kit/migrate'
import { database } from './orm.ts'

await runMigrations(database)
