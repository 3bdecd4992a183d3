import { type Client, createClient, type ServiceImpl } from '@connectrpc/connect'
import { type Current, type Logger, type Metrics, messageOf } from '@sonm/common'
import { type Address, fail, marketClassNamed } from '@sonm/model'
import type { Network } from '@sonm/network'
import { MarketDataService, type MarketplaceWarning } from '@sonm/protocol'
import { type ChainHead, ChainHeads, type ChainViewOptions } from './chain-view.ts'
import { type Fault, faultOf } from './compare-marketplaces.ts'
import {
  historiesContradict,
  pricesContradict,
  recordsContradict,
  suppliersContradict,
} from './market-data-contradictions.ts'
import { malformedIn, malformedSupplier, withPlainReasons } from './market-data-form.ts'
import {
  isQuiet,
  type Misreading,
  misreadHistory,
  misreadPrices,
  misreadSupplier,
  misreadSuppliers,
} from './market-data-misreadings.ts'
import type { MarketplaceRecords } from './marketplace-records.ts'
import { silence, warningOf } from './marketplace-warnings.ts'
import { isRefusal, type Silence, unreachable } from './unreachable.ts'

export interface MarketDataServiceOptions extends ChainViewOptions {
  readonly network: Network
  readonly marketplaces: Current<readonly Address[]>
  readonly records: Pick<MarketplaceRecords, 'isClean' | 'refused' | 'failed' | 'answered'>
  readonly logger: Logger
  readonly metrics: Metrics
}

type MarketDataClient = Client<typeof MarketDataService>

/** So many are asked for each answer that contradict nothing on the chain. */
const ASKED = 2
/** Whoever says that he has read more blocks beyond the newest says of blocks that do not exist: the chain's endpoints are seconds apart. */
const MOST_AHEAD = 150n

interface Told<Answer> {
  readonly address: Address
  readonly answer: Answer
  /** How far it says that it has read. */
  readonly claimed: bigint
  /** Whether there is such a block, as far as this node has seen. */
  readonly isSeen: boolean
  /** What it was found at. */
  readonly fault: Fault | undefined
}

/** A kind of question: how it is asked, and what can be wrong with the answer. */
interface Asking<Request, Answer> {
  readonly ask: (marketplace: MarketDataClient, request: Request) => Promise<Answer>
  readonly about: string
  /** In what it is no answer at all; undefined: in nothing. */
  readonly malformed?: (request: Request, answer: Answer) => string | undefined
  readonly misread: Misreading<Request, Answer>
  readonly contradict: (one: Answer, other: Answer) => boolean
}

/**
 * The external API's market data. Two marketplaces are asked, those first that were found at nothing, and the one is passed on that contradicts
 * nothing on the chain as this node reads it, and has read it further; of blocks that do not exist nobody is believed to have read. Where both have
 * read equally far and say different things of it, one of them is wrong: the answer and the log say so.
 */
export function marketDataService(options: MarketDataServiceOptions): ServiceImpl<typeof MarketDataService> {
  const { network, marketplaces, records, logger } = options
  const heads = new ChainHeads(options)
  const contradictions = options.metrics.counter(
    'sonm_node_market_data_contradictions_total',
    'Answers of two marketplaces that have read the chain equally far and say different things of it.',
  )

  const judge = async <Request, Answer extends object>(
    address: Address,
    request: Request,
    answer: Answer,
    misread: Misreading<Request, Answer>,
  ): Promise<Told<Answer>> => {
    const claimed = readTo(answer)
    const wrongBy = (head: ChainHead | undefined): string | undefined => {
      if (head === undefined) return undefined
      return claimed > head.number + MOST_AHEAD
        ? `it says that it has read up to block ${claimed}, and the newest is ${head.number}`
        : head.view && misread(request, answer, claimed, head.view)
    }
    const known = await heads.now()
    // A block may have come in the meantime.
    const head = wrongBy(known) === undefined ? known : await heads.fresh()
    const reason = wrongBy(head)
    const readToBlock = head !== undefined && claimed > head.number ? head.number : claimed
    const fault = reason === undefined ? undefined : faultOf(address, 'MARKETPLACE_MISREADS', reason)
    records.answered(address, fault ? [fault] : [])
    return { address, answer: withProgress(answer, readToBlock, head), claimed, isSeen: claimed === readToBlock, fault }
  }

  const best = async <Request, Answer extends object>(
    request: Request,
    { ask, about, malformed = (_, answer) => malformedIn(answer), misread, contradict }: Asking<Request, Answer>,
  ): Promise<Answer> => {
    const silent: Silence[] = []
    let refusal: unknown
    const told: Told<Answer>[] = []
    const askOne = async (address: Address) => {
      const answer = await ask(createClient(MarketDataService, network.rpc(address)), request)
      const reason = malformed(request, answer)
      if (reason) throw fail('REMOTE_ERROR', { peer: address, reason })
      return await judge(address, request, answer, misread)
    }
    const cleanFirst = marketplaces.now.toSorted((a, b) => Number(records.isClean(b)) - Number(records.isClean(a)))
    for (const address of cleanFirst) {
      if (told.filter(({ fault }) => !fault).length === ASKED) break
      try {
        told.push(await askOne(address))
      } catch (error) {
        const about = { marketplace: address, reason: messageOf(error) }
        if (isRefusal(error)) {
          records.refused(error.code)
          logger.debug(about, 'a marketplace refused a question about the market')
          refusal = error
        } else {
          logger.warn(about, 'a marketplace did not tell of the market')
          records.failed(address)
          silent.push({ address, error })
        }
      }
    }
    if (told.length === 0) throw refusal ?? unreachable(silent)
    const warnings = [
      ...told.flatMap(({ address, fault }) => (fault ? [warningOf(address, fault)] : [])),
      ...silent.map(({ address }) => silence(address)),
    ]
    const [first, second] = told.toSorted((a, b) => Number(!!a.fault) - Number(!!b.fault))
    if (!second || second.fault) return withWarnings(first!.answer, warnings)
    const [one, other] = await level(first!, second, askOne, heads)
    if (one.fault || other.fault || one.claimed !== other.claimed || !contradict(one.answer, other.answer)) {
      return withWarnings(further(one, other).answer, warnings)
    }
    contradictions.inc()
    const parties = { one: one.address, other: other.address }
    const { code, what } = fail('MARKETPLACES_CONTRADICT', { ...parties, readToBlock: `${one.claimed}`, about })
    logger.warn({ ...parties, readToBlock: one.claimed, code, reason: what }, 'two marketplaces contradict each other')
    return withWarnings(one.answer, [warningOf('', { code, what }), ...warnings])
  }

  return {
    getPrices: (request) =>
      best(inClass(request), {
        ask: (marketplace, asked) => marketplace.getPrices(asked),
        about: 'the latest deals',
        misread: misreadPrices,
        contradict: pricesContradict,
      }),
    getMarketHistory: (request) =>
      best(inClass(request), {
        ask: (marketplace, asked) => marketplace.getMarketHistory(asked),
        about: 'what was sold',
        misread: misreadHistory,
        contradict: historiesContradict,
      }),
    getSupplier: (request) =>
      best(request, {
        ask: async (marketplace, asked) => withPlainReasons(await marketplace.getSupplier(asked)),
        about: 'the supplier',
        malformed: ({ address }, answer) => malformedSupplier(address, answer),
        misread: misreadSupplier,
        contradict: recordsContradict,
      }),
    listSuppliers: (request) =>
      best(request, {
        ask: (marketplace, asked) => marketplace.listSuppliers(asked),
        about: 'the suppliers',
        misread: misreadSuppliers,
        contradict: suppliersContradict,
      }),
  }
}

function inClass<Request extends { readonly marketClass: string }>(request: Request): Request {
  return { ...request, marketClass: marketClassNamed(request.marketClass) }
}

/** Both as of one block where that can be had: then they must say the same. */
async function level<Answer>(
  one: Told<Answer>,
  other: Told<Answer>,
  ask: (address: Address) => Promise<Told<Answer>>,
  heads: ChainHeads,
): Promise<readonly [Told<Answer>, Told<Answer>]> {
  if (one.claimed === other.claimed) return [one, other]
  const view = (await heads.now())?.view
  const [low, high] = one.claimed < other.claimed ? [one, other] : [other, one]
  // In between nothing happened.
  if (view && isQuiet(view.known, low.claimed, high.claimed)) return [one, { ...other, claimed: one.claimed }]
  const again = await ask(low.address).catch(() => low)
  return low === one ? [again, other] : [one, again]
}

/** Of blocks that this node has not seen nobody is believed to have read further. */
function further<Answer>(one: Told<Answer>, other: Told<Answer>): Told<Answer> {
  if (one.fault || other.fault) return one.fault ? other : one
  if (one.isSeen !== other.isSeen) return one.isSeen ? one : other
  return other.claimed > one.claimed && other.isSeen ? other : one
}

/** Whom it warns of is for us to say. */
function withWarnings<Answer extends object>(answer: Answer, warnings: readonly MarketplaceWarning[]): Answer {
  return 'warnings' in answer ? { ...answer, warnings } : answer
}

interface Progress {
  readonly progress?: { readonly readToBlock: bigint; readonly latestBlock: bigint } | undefined
}

function readTo({ progress }: Progress): bigint {
  return progress?.readToBlock ?? 0n
}

/** How far there are blocks is for us to say as well. */
function withProgress<Answer extends object>(answer: Answer, readToBlock: bigint, head: ChainHead | undefined): Answer {
  const { progress } = answer as Progress
  if (!progress || !head) return answer
  return { ...answer, progress: { ...progress, readToBlock, latestBlock: head.number } }
}
