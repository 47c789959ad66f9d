import { SOCKET_CLOSE, SocketHello } from '@tiketi/contracts/queue'
import { inThisTrace, SpanKind, traced } from '@tiketi/kit/trace'
import { Check } from 'typebox/value'
import type { Socket } from './audience.ts'
import type { Line } from './line.ts'
import type { Place, PlaceTickets } from './place-ticket.ts'

const HELLO_MS = 5_000
/** A client that has not closed its end by then is cut off. */
const CLOSING_MS = 2_000
/** A browser never pings; a tool that keeps its connection warm needs one every few seconds. */
const PINGS_A_HEARTBEAT = 20

/**
 * Serves one socket of a line: a hello with a place ticket, then nothing more from the client. The answer to anything
 * else is the end of this socket, and of no other.
 */
export function serveSocket(socket: Socket, line: Line | undefined, tickets: PlaceTickets): void {
  closeAsAgreed(socket)
  if (line) converse(socket, line, tickets)
  else socket.close(SOCKET_CLOSE.unknown, 'There is no line for this sale.')
}

function converse(socket: Socket, line: Line, tickets: PlaceTickets): void {
  let late: NodeJS.Timeout | undefined = setTimeout(
    () => socket.close(SOCKET_CLOSE.noHello, 'There was no hello.'),
    HELLO_MS,
  )
  let greeted = false
  let pings = 0

  const hear = inThisTrace((data: unknown, isBinary: boolean) => {
    if (socket.readyState !== socket.OPEN) return
    if (greeted) return end(SOCKET_CLOSE.malformed, 'Nothing more than one hello is expected.')
    greeted = true
    clearTimeout(late)
    late = undefined
    const hello = isBinary ? undefined : parse(String(data))
    if (!Check(SocketHello, hello)) return end(SOCKET_CLOSE.malformed, 'This is not a hello.')
    const place = placeOf(hello.placeTicket, tickets)
    if (place?.onSaleId !== line.id) return end(SOCKET_CLOSE.invalidTicket, 'This is not a place in this line.')
    void traced('websocket hello', SpanKind.SERVER, {}, async () => listen(socket, line, place))
  })
  socket.on('message', hear)
  socket.on('ping', () => {
    if (++pings > PINGS_A_HEARTBEAT) end(SOCKET_CLOSE.malformed, 'These are too many pings.')
  })
  socket.on('pong', () => {
    pings = 0
    line.audience.heard(socket)
  })
  socket.on('close', () => {
    clearTimeout(late)
    line.audience.remove(socket)
  })

  function end(code: number, reason: string): void {
    socket.close(code, reason)
    line.audience.remove(socket)
  }
}

function listen(socket: Socket, line: Line, place: Place): void {
  // Another replica began this epoch a moment ago; the ticket proves it.
  if (place.epoch > line.seen.epoch) line.adopt(place.epoch)
  line.audience.add(socket, place)
  socket.send(line.frame, { binary: false })
}

function placeOf(ticket: string, tickets: PlaceTickets): Place | undefined {
  try {
    return tickets.verify(ticket)
  } catch {
    return undefined
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/**
 * The framework closes sockets without a code when the service drains, waits half a minute for those who do not close
 * theirs, and breaks a connection off at a bad frame before the close code is out. Clients go by the code.
 */
function closeAsAgreed(socket: Socket): void {
  socket.close = closeWithCode
  socket.removeAllListeners('error')
  socket.on('error', letPass)
}

function closeWithCode(this: Socket, code: number = SOCKET_CLOSE.rollover, reason?: string | Buffer): void {
  const { close } = Object.getPrototypeOf(this) as Socket
  close.call(this, code, reason)
  const impatience = setTimeout(() => this.terminate(), CLOSING_MS)
  this.once('close', () => clearTimeout(impatience))
}

function letPass(): void {}
