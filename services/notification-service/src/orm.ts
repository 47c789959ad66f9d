import { defineDatabase } from '@tiketi/kit/database'
import { Mail } from './mail.ts'
import { CreateMails } from './migrations/2026-11-25-mails.ts'

export const database = defineDatabase({ service: 'notification', entities: [Mail], migrations: [CreateMails] })
