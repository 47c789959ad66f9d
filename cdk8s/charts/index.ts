import { auth } from './auth.ts'
import type { ServiceDeclaration } from './declaration.ts'
import { event } from './event.ts'
import { notification } from './notification.ts'
import { payment } from './payment.ts'
import { queue } from './queue.ts'
import { reservation } from './reservation.ts'

export const declarations: ServiceDeclaration[] = [auth, event, queue, reservation, payment, notification]
