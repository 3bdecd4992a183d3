import { CodedError, type Logger, messageOf } from '@sonm/common'
import type { Address } from '@sonm/model'
import type { MarketplaceRecords } from './marketplace-records.ts'
import { type Silence, unreachable } from './unreachable.ts'

/**
 * Asks several marketplaces at once. Who does not answer is noted and left out.
 * @throws MARKETPLACES_UNREACHABLE when none answers; what they say when it was the question that was wrong
 */
export async function askAll<To extends { readonly address: Address }, Answer>(
  peers: readonly To[],
  ask: (peer: To) => Promise<Answer>,
  { records, logger }: { readonly records: MarketplaceRecords; readonly logger: Logger },
): Promise<Answer[]> {
  const silent: Silence[] = []
  let refusal: unknown
  const answers = await Promise.all(
    peers.map((peer) =>
      ask(peer).catch((error: unknown) => {
        const { address } = peer
        // Who asks wrongly has failed himself.
        if (error instanceof CodedError && error.kind === 'invalid') {
          refusal = error
          return undefined
        }
        records.failed(address)
        logger.warn({ marketplace: address, reason: messageOf(error) }, 'a marketplace did not answer')
        silent.push({ address, error })
        return undefined
      }),
    ),
  )
  const present = answers.filter((answer) => answer !== undefined)
  if (present.length > 0) return present
  if (refusal !== undefined) throw refusal
  throw unreachable(silent)
}
