import { type Clock, type Logger, messageOf } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import type { MarketplaceRecords } from './marketplace-records.ts'
import { isRefusal, type Silence, unreachable } from './unreachable.ts'

/** After the first answer the others get so long: a marketplace that takes a question and says nothing would hold everybody up. */
const GRACE_MS = 3_000

/**
 * Asks several marketplaces at once. Who does not answer, or long after another, is noted and left out; who is not to be waited for is
 * left out alone.
 * @param ask undefined: it is not to be waited for
 * @throws MARKETPLACES_UNREACHABLE when none answers; what they say when it was the question that was wrong
 */
export async function askAll<To extends { readonly address: Address }, Answer>(
  peers: readonly To[],
  ask: (peer: To) => Promise<Answer | undefined>,
  {
    records,
    logger,
    clock,
  }: {
    readonly records: Pick<MarketplaceRecords, 'refused' | 'failed' | 'heard'>
    readonly logger: Logger
    readonly clock: Clock
  },
): Promise<Answer[]> {
  const failures: Silence[] = []
  const late = Promise.withResolvers<void>()
  let cancelGrace: (() => void) | undefined
  const answers = await Promise.all(
    peers.map(async (peer) => {
      try {
        const tooLate = late.promise.then(() => Promise.reject(fail('CALL_TIMEOUT', { peer: peer.address })))
        const answer = await Promise.race([ask(peer), tooLate])
        cancelGrace ??= clock.after(GRACE_MS, late.resolve)
        records.heard(peer.address)
        return answer
      } catch (error) {
        failures.push({ address: peer.address, error })
        return undefined
      }
    }),
  )
  cancelGrace?.()
  const present = answers.filter((answer) => answer !== undefined)
  const refusal = present.length === 0 ? failures.map(({ error }) => error).find(isRefusal) : undefined
  for (const { address, error } of failures) {
    const about = { marketplace: address, reason: messageOf(error) }
    // What others have answered, a marketplace has no reason to refuse.
    if (refusal && isRefusal(error)) {
      records.refused(error.code)
      logger.debug(about, 'a marketplace refused a question')
    } else {
      records.failed(address)
      if (isRefusal(error)) records.heard(address)
      logger.warn(about, 'a marketplace did not answer')
    }
  }
  if (present.length > 0) return present
  if (refusal) throw refusal
  throw unreachable(failures)
}
