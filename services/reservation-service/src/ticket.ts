import { createHmac } from 'node:crypto'
import { defineEntity } from '@mikro-orm/postgresql'

const TicketSchema = defineEntity({
  name: 'Ticket',
  tableName: 'ticket',
  properties: (p) => ({
    id: p.uuid().primary(),
    reservationId: p.uuid(),
    seat: p.integer().nullable(),
    area: p.integer().nullable(),
    nth: p.integer().nullable(),
    entranceNumber: p.integer().nullable(),
    codeVersion: p.integer(),
    refundId: p.uuid().nullable(),
  }),
})

/** Admits one person: to a seat, or to a standing area as the `nth` of its reservation. */
export class Ticket extends TicketSchema.class {
  /**
   * What its QR code shows: `T1.` and, in base64url, the ticket's id (16 bytes), the version of its code (2 bytes) and
   * the first 16 bytes of their HMAC-SHA-256. Nobody without the key can make one, and a new version ends the old code.
   */
  code(key: string): string {
    const claim = Buffer.alloc(18)
    claim.write(this.id.replaceAll('-', ''), 'hex')
    claim.writeUInt16BE(this.codeVersion, 16)
    const proof = createHmac('sha256', key).update('tiketi ticket T1').update(claim).digest().subarray(0, 16)
    return `T1.${Buffer.concat([claim, proof]).toString('base64url')}`
  }
}
TicketSchema.setClass(Ticket)
