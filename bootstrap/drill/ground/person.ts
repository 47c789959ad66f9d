import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import type { Session } from '@tiketi/contracts/auth'
import { isTrue } from '../control-plane/room.ts'
import type { Visitor } from './visitor.ts'

const ADD_ACCOUNT = join(import.meta.dirname, '../../../services/auth-service/src/add-account.ts')
const PASSWORD = 'a password of this drill only'
/** An access token lasts ten minutes. */
const LOGS_IN_EVERY_MS = 300_000
const COMES_BACK_WITHIN_MS = 1_000

/** Somebody with an account. */
export class Person {
  readonly visitor: Visitor
  readonly #email: string
  #loggedInAt = Number.NEGATIVE_INFINITY

  private constructor(visitor: Visitor, email: string) {
    this.visitor = visitor
    this.#email = email
  }

  /** Made by an operator, who reads what auth-service reads; logged in by the front door. */
  static async register(visitor: Visitor, environment: Record<string, string>, ...roles: string[]): Promise<Person> {
    const email = `${randomUUID()}@example.com`
    const args = ['--email', email, '--name', 'Somebody', ...roles.flatMap((role) => ['--role', role])]
    const child = spawn(process.execPath, [ADD_ACCOUNT, ...args], { env: { ...process.env, ...environment } })
    child.stdin.end(PASSWORD)
    const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit'), text(child.stdout)])
    if (code !== 0) throw new Error(`An account could not be made: ${said}`)
    const person = new Person(visitor, email)
    await isTrue(`${email} is logged in`, () => person.stayLoggedIn())
    return person
  }

  async stayLoggedIn(): Promise<boolean> {
    if (performance.now() - this.#loggedInAt < LOGS_IN_EVERY_MS) return true
    const answer = await this.visitor.post('/api/auth/sessions', { email: this.#email, password: PASSWORD })
    if (answer?.status !== 201) return false
    this.visitor.token = (answer.body as Session).accessToken
    this.#loggedInAt = performance.now()
    return true
  }
}

/** A place's socket, which comes back as the storefront's does. */
export class LineSocket {
  readonly #url: string
  readonly #cameBack: () => void
  #socket: WebSocket | undefined
  #closed = false

  constructor(url: string, cameBack: () => void) {
    this.#url = url
    this.#cameBack = cameBack
  }

  open(placeTicket: string) {
    if (this.#socket || this.#closed) return
    const socket = new WebSocket(this.#url)
    this.#socket = socket
    socket.onopen = () => socket.send(JSON.stringify({ type: 'hello', placeTicket }))
    socket.onclose = async () => {
      if (this.#closed) return
      await pause(COMES_BACK_WITHIN_MS * Math.random())
      this.#socket = undefined
      this.#cameBack()
      this.open(placeTicket)
    }
  }

  close() {
    this.#closed = true
    this.#socket?.close()
  }
}
