import type { SignedOrder } from '@sonm/model'
import { errorToMessage, type SignedOrderMessage, signedOrderFromMessage } from '@sonm/protocol'
import type { Intake, Sender } from './intake.ts'

/** What orders of the wire need of the intake. */
export type MessageIntake = Pick<Intake, 'placeAll' | 'checkWelcome' | 'noteWorthless'>

/**
 * Places the orders that can be read; each of the others is its own error, in its place.
 * @throws MARKETPLACE_BUSY, after a while, for a sender of whom nothing is looked at now
 */
export async function placeMessages(messages: readonly SignedOrderMessage[], intake: MessageIntake, sender: Sender) {
  await intake.checkWelcome(sender)
  const read: SignedOrder[] = []
  const unreadable = new Map<number, unknown>()
  messages.forEach((message, at) => {
    try {
      read.push(signedOrderFromMessage(message))
    } catch (error) {
      unreadable.set(at, error)
    }
  })
  intake.noteWorthless(sender, unreadable.size)
  const outcomes = (await intake.placeAll(read, sender)).values()
  return messages.map((_, at) => {
    const outcome = unreadable.get(at) ?? outcomes.next().value
    const result =
      typeof outcome === 'string'
        ? { case: 'orderHash' as const, value: outcome }
        : { case: 'error' as const, value: errorToMessage(outcome) }
    return { result }
  })
}
