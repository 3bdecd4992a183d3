import { fail, type Hex, MAX_DETAILS_BYTES, type SignedOrder } from '@sonm/model'
import { readMessage } from '@sonm/network'
import { errorToMessage, type SignedOrderMessage, SignedOrderSchema, signedOrderFromMessage } from '@sonm/protocol'
import type { PackedAsk } from '../store/packed-ask.ts'
import { callParts, checkCount } from './call-parts.ts'
import { FULL_OF_SENDER, type Intake, type Sender } from './intake.ts'

/** What orders of the wire need of the intake. */
export type MessageIntake = Pick<Intake, 'placeAll' | 'checkWelcome' | 'roomFor' | 'noteWorthless'> & {
  readonly limits: { readonly ordersPerCall: number }
}

/** What a call's bytes need of it. */
export type RequestIntake = MessageIntake & Pick<Intake, 'readPlain'>

/** Twice the longest details: all else of an order is short. What a message costs to read goes by how many orders it brings. */
export const MAX_ORDER_BYTES = 2 * MAX_DETAILS_BYTES

/**
 * Places the orders that can be read; each of the others is its own error, in its place.
 * @throws MARKETPLACE_BUSY, after a while, for a sender of whom nothing is looked at now; INPUT_INVALID
 */
export async function placeMessages(messages: readonly SignedOrderMessage[], intake: MessageIntake, sender: Sender) {
  await intake.checkWelcome(sender)
  try {
    checkCount(messages, intake.limits.ordersPerCall)
  } catch (error) {
    intake.noteWorthless(sender, messages.length)
    throw error
  }
  const looked = messages.slice(0, intake.roomFor(sender, messages.length))
  return placeEach(looked.map(readOrder), messages.length, intake, sender)
}

/**
 * The same, of the bytes of a PlaceOrders call: messages are made of those orders alone that are no plain asks.
 * @throws MARKETPLACE_BUSY, INPUT_INVALID; what `readMessage` throws when the bytes of an order are no message
 */
export async function placeRequest(request: Uint8Array, intake: RequestIntake, sender: Sender) {
  await intake.checkWelcome(sender)
  let count = 1
  let orders: readonly Read[]
  try {
    const parts = callParts(request, intake.limits.ordersPerCall)
    count = parts.length
    // All that are looked at are read first: of a call that cannot be read nothing is placed.
    orders = intake.readPlain(request, parts.slice(0, intake.roomFor(sender, count))).map(readPart)
  } catch (error) {
    intake.noteWorthless(sender, count)
    throw error
  }
  return placeEach(orders, count, intake, sender)
}

/** Places one order. @throws MARKETPLACE_BUSY as above, and what came of the order */
export async function placeMessage(message: SignedOrderMessage, intake: MessageIntake, sender: Sender): Promise<Hex> {
  await intake.checkWelcome(sender)
  return placeOne(readOrder(message), intake, sender)
}

/** The same, of the bytes of a PlaceOrder call. */
export async function placeMessageBytes(request: Uint8Array, intake: MessageIntake, sender: Sender): Promise<Hex> {
  await intake.checkWelcome(sender)
  return placeOne(readAlone(request), intake, sender)
}

type Read = SignedOrder | { readonly unreadable: unknown }

const TOO_LONG: Read = {
  unreadable: fail('INPUT_INVALID', { field: 'orders', reason: `one has more than ${MAX_ORDER_BYTES} bytes` }),
}

function readPart(part: PackedAsk | Uint8Array): Read {
  if (!(part instanceof Uint8Array)) return part
  return part.length > MAX_ORDER_BYTES ? TOO_LONG : readOrder(readMessage(SignedOrderSchema, part))
}

function readAlone(message: Uint8Array): Read {
  try {
    return readPart(message)
  } catch (unreadable) {
    return { unreadable }
  }
}

function readOrder(message: SignedOrderMessage): Read {
  try {
    return signedOrderFromMessage(message)
  } catch (unreadable) {
    return { unreadable }
  }
}

/** What came of those that were looked at; the rest of so many is refused. */
async function placeEach(looked: readonly Read[], count: number, intake: MessageIntake, sender: Sender) {
  const placed = (await outcomesOf(looked, intake, sender)).map(resultOf)
  const refused = resultOf(FULL_OF_SENDER)
  while (placed.length < count) placed.push(refused)
  return placed
}

function resultOf(outcome: unknown) {
  return typeof outcome === 'string'
    ? { result: { case: 'orderHash' as const, value: outcome } }
    : { result: { case: 'error' as const, value: errorToMessage(outcome) } }
}

async function placeOne(read: Read, intake: MessageIntake, sender: Sender): Promise<Hex> {
  const [outcome] = await outcomesOf([read], intake, sender)
  if (typeof outcome === 'string') return outcome as Hex
  throw outcome
}

/** Of each order its hash, or why it is not placed. */
async function outcomesOf(all: readonly Read[], intake: MessageIntake, sender: Sender): Promise<readonly unknown[]> {
  const read = all.filter((one): one is SignedOrder => !('unreadable' in one))
  intake.noteWorthless(sender, all.length - read.length)
  const outcomes = await intake.placeAll(read, sender)
  let next = 0
  return all.map((one) => ('unreadable' in one ? one.unreadable : outcomes[next++]))
}
