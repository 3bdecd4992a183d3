import type { SignedOrder } from '@sonm/model'
import { readMessage } from '@sonm/network'
import {
  errorToMessage,
  PlaceOrdersRequestSchema,
  type SignedOrderMessage,
  SignedOrderSchema,
  signedOrderFromMessage,
} from '@sonm/protocol'
import type { PackedAsk } from '../store/packed-ask.ts'
import { checkParts, tooMany } from './check-parts.ts'
import type { Intake, Sender } from './intake.ts'

/** What orders of the wire need of the intake. */
export type MessageIntake = Pick<Intake, 'placeAll' | 'checkWelcome' | 'noteWorthless'>

/** What a call's bytes need of it. */
export type RequestIntake = MessageIntake &
  Pick<Intake, 'readPlain'> & { readonly limits: { readonly ordersPerCall: number; readonly orderMaxBytes: number } }

/**
 * Places the orders that can be read; each of the others is its own error, in its place.
 * @throws MARKETPLACE_BUSY, after a while, for a sender of whom nothing is looked at now
 */
export async function placeMessages(messages: readonly SignedOrderMessage[], intake: MessageIntake, sender: Sender) {
  await intake.checkWelcome(sender)
  return placeEach(messages.map(readOrder), intake, sender)
}

/**
 * The same, of the bytes of a PlaceOrders call: messages are made of those orders alone that are no plain asks.
 * @throws MARKETPLACE_BUSY, INPUT_INVALID; what `readMessage` throws when the bytes are no such message
 */
export async function placeRequest(request: Uint8Array, intake: RequestIntake, sender: Sender) {
  await intake.checkWelcome(sender)
  checkParts(request, intake.limits)
  const parts = intake.readPlain(request)
  // All are read first: of a call that cannot be read nothing is placed.
  const orders = parts?.map(readPart) ?? readMessage(PlaceOrdersRequestSchema, request).orders.map(readOrder)
  return placeEach(orders, intake, sender)
}

/** @throws INPUT_INVALID when a call brings more */
export function checkCount(orders: readonly unknown[], limits: { readonly ordersPerCall: number }): void {
  const most = limits.ordersPerCall
  if (orders.length > most) throw tooMany(most)
}

type Read = SignedOrder | { readonly unreadable: unknown }

function readPart(part: PackedAsk | Uint8Array): Read {
  return part instanceof Uint8Array ? readOrder(readMessage(SignedOrderSchema, part)) : part
}

function readOrder(message: SignedOrderMessage): Read {
  try {
    return signedOrderFromMessage(message)
  } catch (unreadable) {
    return { unreadable }
  }
}

async function placeEach(all: readonly Read[], intake: MessageIntake, sender: Sender) {
  const read = all.filter((one): one is SignedOrder => !('unreadable' in one))
  intake.noteWorthless(sender, all.length - read.length)
  const outcomes = await intake.placeAll(read, sender)
  let next = 0
  return all.map((one) => {
    const outcome = 'unreadable' in one ? one.unreadable : outcomes[next++]
    const result =
      typeof outcome === 'string'
        ? { case: 'orderHash' as const, value: outcome }
        : { case: 'error' as const, value: errorToMessage(outcome) }
    return { result }
  })
}
