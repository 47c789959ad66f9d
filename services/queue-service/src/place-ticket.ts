import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import { Refusal } from '@tiketi/kit/refusal'

/** A place in a line, as its ticket proves it. */
export interface Place {
  onSaleId: string
  epoch: number
  /** 0 while its holder waits for one. */
  number: number
  personId: string
  /** Which device has it, as `deviceTag` says. */
  device: string
}

export interface PlaceTickets {
  /** The proof of a place: 83 bytes in base64url. */
  sign(place: Place): string
  /** @throws Refusal 403 PLACE_TICKET_INVALID. */
  verify(ticket: string): Place
}

const VERSION = 2
const DEVICE_BYTES = 8
const PLACE_BYTES = 43 + DEVICE_BYTES
const MAC_BYTES = 32

/**
 * Place tickets are signed with HMAC-SHA-256 (RFC 2104) and never run out: a ticket proves which place somebody was
 * given, whether that place still counts is for the line to say.
 *
 * @param keys comma-separated; the first signs, all verify, so that a key is replaced without anybody losing a place.
 */
export function placeTickets(keys: string): PlaceTickets {
  const secrets = keys.split(',').map((key) => key.trim())
  if (secrets.some((key) => key.length < 32)) throw new Error('PLACE_KEY must have 32 characters or more a key.')
  const macOf = (place: Uint8Array, secret: string) => createHmac('sha256', secret).update(place).digest()

  return {
    sign(place) {
      const bytes = pack(place)
      return Buffer.concat([bytes, macOf(bytes, secrets[0]!)]).toString('base64url')
    },
    verify(ticket) {
      const bytes = Buffer.from(ticket, 'base64url')
      const place = bytes.subarray(0, PLACE_BYTES)
      const mac = bytes.subarray(PLACE_BYTES)
      const genuine =
        mac.length === MAC_BYTES &&
        place[0] === VERSION &&
        bytes.toString('base64url') === ticket &&
        secrets.some((secret) => timingSafeEqual(mac, macOf(place, secret)))
      if (!genuine) throw new Refusal('PLACE_TICKET_INVALID', 403, 'This is not a place in our line.')
      return unpack(place)
    },
  }
}

/** What is kept of a device's own name; clients that send none share one. */
export function deviceTag(device: string | undefined): string {
  return device === undefined ? '0'.repeat(2 * DEVICE_BYTES) : hash('sha256', device).slice(0, 2 * DEVICE_BYTES)
}

function pack({ onSaleId, epoch, number, personId, device }: Place): Buffer {
  const bytes = Buffer.alloc(PLACE_BYTES)
  bytes.writeUInt8(VERSION, 0)
  bytes.write(onSaleId.replaceAll('-', ''), 1, 'hex')
  bytes.writeUInt32BE(epoch, 17)
  bytes.writeUIntBE(number, 21, 6)
  bytes.write(personId.replaceAll('-', ''), 27, 'hex')
  bytes.write(device, 43, 'hex')
  return bytes
}

function unpack(bytes: Buffer): Place {
  return {
    onSaleId: uuid(bytes.subarray(1, 17)),
    epoch: bytes.readUInt32BE(17),
    number: bytes.readUIntBE(21, 6),
    personId: uuid(bytes.subarray(27, 43)),
    device: bytes.subarray(43, PLACE_BYTES).toString('hex'),
  }
}

function uuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
}
