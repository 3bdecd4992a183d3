import { type Logger, messageOf } from '@sonm/common'
import type { Address } from '@sonm/model'
import type { MarketplaceRecords } from './marketplace-records.ts'
import { isRefusal, type Silence, unreachable } from './unreachable.ts'

/**
 * Asks several marketplaces at once. Who does not answer is noted and left out.
 * @throws MARKETPLACES_UNREACHABLE when none answers; what they say when it was the question that was wrong
 */
export async function askAll<To extends { readonly address: Address }, Answer>(
  peers: readonly To[],
  ask: (peer: To) => Promise<Answer>,
  {
    records,
    logger,
  }: { readonly records: Pick<MarketplaceRecords, 'refused' | 'failed' | 'heard'>; readonly logger: Logger },
): Promise<Answer[]> {
  const failures: Silence[] = []
  const answers = await Promise.all(
    peers.map((peer) =>
      ask(peer).then(
        (answer) => {
          records.heard(peer.address)
          return answer
        },
        (error: unknown) => {
          failures.push({ address: peer.address, error })
          return undefined
        },
      ),
    ),
  )
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
