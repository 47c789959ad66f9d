import { EventEmitter } from 'node:events'
import { Journal } from '../bank/journal.ts'
import type { Message } from './message.ts'

const CAPACITY = 500

type Entry = { message: Message } | { cleared: true }

/** The last 500 mails, kept over restarts when given a file. Emits `mail` for each arrival and `cleared`. */
export class Mailbox extends EventEmitter<{ mail: [Message]; cleared: [] }> {
  private messages: Message[] = []
  private lines = 0
  private readonly journal: Journal<Entry> | undefined

  constructor(file: string | undefined) {
    super()
    this.setMaxListeners(0)
    if (file) this.journal = new Journal<Entry>(file, (entry) => this.remember(entry))
  }

  /** Kept when it returns, so that a mail that was acknowledged is never lost. */
  add(message: Message) {
    this.write({ message })
    this.emit('mail', message)
  }

  clear() {
    this.write({ cleared: true })
    this.emit('cleared')
  }

  /** Newest first; with `to`, those delivered to this address. */
  list(to?: string): Message[] {
    const address = to?.trim().toLowerCase()
    return this.messages
      .filter((message) => !address || message.to.some((recipient) => recipient.toLowerCase() === address))
      .toReversed()
  }

  find(id: string): Message | undefined {
    return this.messages.find((message) => message.id === id)
  }

  close() {
    this.journal?.close()
  }

  private write(entry: Entry) {
    this.journal?.append(entry)
    this.remember(entry)
    if (this.journal && this.lines > CAPACITY * 2) {
      this.journal.replace(this.messages.map((message) => ({ message })))
      this.lines = this.messages.length
    }
  }

  private remember(entry: Entry) {
    this.lines += 1
    this.messages = 'message' in entry ? [...this.messages, entry.message].slice(-CAPACITY) : []
  }
}
