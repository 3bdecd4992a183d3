import { create } from '@bufbuild/protobuf'
import type { ConnectRouter } from '@connectrpc/connect'
import { isCoded, type Logger } from '@sonm/common'
import type { Address } from '@sonm/model'
import { meteredRouter, type Network, type ReadCredit } from '@sonm/network'
import { MarketplaceService, MatchingService, OfferSchema } from '@sonm/protocol'
import type { CountryChecks } from './countries/country-checks.ts'
import type { MarketplaceLimits } from './limits.ts'
import type { marketplaceMetrics } from './marketplace-metrics.ts'
import type { Matching } from './matching/matching.ts'
import { matchingService } from './matching/matching-service.ts'
import { offerMessage } from './offer-message.ts'
import type { Intake } from './orders/intake.ts'
import type { RequestIntake } from './orders/place-messages.ts'
import { QUESTION_COSTS } from './orders/question-costs.ts'
import {
  admission,
  bytesHandlers,
  type MarketplaceServiceOptions,
  marketplaceService,
  requestChecks,
  requestMaxBytes,
} from './service.ts'

/** Serves all that a marketplace is asked over the wire; its callers pay for what they ask. */
export function serveMarket(options: {
  readonly network: Network
  readonly logger: Logger
  readonly clock: MarketplaceServiceOptions['clock']
  readonly limits: MarketplaceLimits
  readonly live: MarketplaceServiceOptions['live']
  readonly search: MarketplaceServiceOptions['search']
  readonly explain: MarketplaceServiceOptions['explain']
  readonly cancels: MarketplaceServiceOptions['cancels']
  readonly intake: MarketplaceServiceOptions['intake'] & RequestIntake & Pick<Intake, 'checkWelcome'>
  readonly matching: Matching
  readonly countries: CountryChecks
  readonly credit: ReadCredit
  readonly learnIdentity: (buyer: Address) => Promise<number>
  /** Of the other parts. */
  readonly routes: readonly ((router: ConnectRouter) => void)[]
  readonly stopping: AbortSignal
  readonly measured: Pick<ReturnType<typeof marketplaceMetrics>, 'refusedCalls'>
}): void {
  const { network, logger, limits, live, intake, countries, credit, measured, routes } = options
  const countryCheckOf = (hub: Address) => countries.of(hub)
  const service = marketplaceService({ ...options, countryCheckOf })
  const found = matchingService({
    ...options,
    offerOf: (order) => create(OfferSchema, offerMessage(order, live.book.get(order.hash)?.supplier, countryCheckOf)),
    find: (hash) => live.get(hash),
  })
  // Callers' own mistakes, as a rule: nothing that the operator must look at.
  const onRefused = (error: unknown) => {
    if (!isCoded(error)) return
    measured.refusedCalls.inc({ code: error.code })
    logger.debug({ code: error.code, reason: error.what }, 'a call was refused')
  }
  network.serve({
    admit: admission(intake, credit),
    bytes: bytesHandlers(intake),
    requestMaxBytes,
    checks: requestChecks(limits),
    routes(router) {
      const metered = meteredRouter(router, credit, { ...QUESTION_COSTS, onRefused })
      metered.service(MarketplaceService, service)
      metered.service(MatchingService, found)
      for (const route of routes) route(metered)
    },
  })
}
