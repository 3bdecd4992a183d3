import { create } from '@bufbuild/protobuf'
import { type Client, createClient, type ServiceImpl } from '@connectrpc/connect'
import { type Current, type Logger, type Metrics, messageOf } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import type { Network } from '@sonm/network'
import { MarketDataService, MarketplaceWarningSchema } from '@sonm/protocol'
import { historiesContradict, pricesContradict, recordsContradict } from './market-data-contradictions.ts'
import type { MarketplaceRecords } from './marketplace-records.ts'
import { isRefusal, type Silence, unreachable } from './unreachable.ts'

export interface MarketDataServiceOptions {
  readonly network: Network
  readonly marketplaces: Current<readonly Address[]>
  readonly records: Pick<MarketplaceRecords, 'isClean' | 'refused'>
  readonly logger: Logger
  readonly metrics: Metrics
}

type MarketDataClient = Client<typeof MarketDataService>

/** So many are asked for each answer. */
const ASKED = 2

/**
 * The external API's market data. Two marketplaces are asked, those first that were found at nothing, and the one is passed on that has read the
 * chain further. Where both have read it equally far and say different things of it, one of them is wrong: the answer and the log say so.
 */
export function marketDataService(options: MarketDataServiceOptions): ServiceImpl<typeof MarketDataService> {
  const { network, marketplaces, records, logger } = options
  const contradictions = options.metrics.counter(
    'sonm_node_market_data_contradictions_total',
    'Answers of two marketplaces that have read the chain equally far and say different things of it.',
  )
  const best = async <Answer extends object>(
    ask: (marketplace: MarketDataClient) => Promise<Answer>,
    about: string,
    contradict: (one: Answer, other: Answer) => boolean,
  ): Promise<Answer> => {
    const silent: Silence[] = []
    let refusal: unknown
    const answers: { readonly address: Address; readonly answer: Answer }[] = []
    const cleanFirst = marketplaces.now.toSorted((a, b) => Number(records.isClean(b)) - Number(records.isClean(a)))
    for (const address of cleanFirst) {
      if (answers.length === ASKED) break
      try {
        const answer = await ask(createClient(MarketDataService, network.rpc(address)))
        // Whom it warns of is for us to say.
        answers.push({ address, answer: 'warnings' in answer ? { ...answer, warnings: [] } : answer })
      } catch (error) {
        const about = { marketplace: address, reason: messageOf(error) }
        if (isRefusal(error)) {
          records.refused(error.code)
          logger.debug(about, 'a marketplace refused a question about the market')
          refusal = error
        } else {
          logger.warn(about, 'a marketplace did not tell of the market')
          silent.push({ address, error })
        }
      }
    }
    const [first, second] = answers
    if (!first && refusal) throw refusal
    if (!first) throw unreachable(silent)
    if (!second) return first.answer
    const [one, other] = [first, second].map(({ answer }) => readTo(answer)) as [bigint, bigint]
    if (one !== other) return other > one ? second.answer : first.answer
    if (!contradict(first.answer, second.answer)) return first.answer
    contradictions.inc()
    const parties = { one: first.address, other: second.address }
    const { code, what } = fail('MARKETPLACES_CONTRADICT', { ...parties, readToBlock: `${one}`, about })
    logger.warn({ ...parties, readToBlock: one, code, reason: what }, 'two marketplaces contradict each other')
    return { ...first.answer, warnings: [create(MarketplaceWarningSchema, { code, what })] }
  }
  return {
    getPrices: (request) => best((marketplace) => marketplace.getPrices(request), 'the latest deals', pricesContradict),
    getMarketHistory: (request) =>
      best((marketplace) => marketplace.getMarketHistory(request), 'what was sold', historiesContradict),
    getSupplier: (request) =>
      best((marketplace) => marketplace.getSupplier(request), 'the supplier', recordsContradict),
    listSuppliers: (request) =>
      best(
        (marketplace) => marketplace.listSuppliers(request),
        '',
        () => false,
      ),
  }
}

function readTo(answer: { readonly progress?: { readonly readToBlock: bigint } | undefined }): bigint {
  return answer.progress?.readToBlock ?? 0n
}
