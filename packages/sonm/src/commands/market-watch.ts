import { systemClock } from '@sonm/common'
import { fail } from '@sonm/model'
import { BookUpdateSchema, ListMarketplacesResponseSchema, MatchResponseSchema, Side } from '@sonm/protocol'
import { Command } from 'commander'
import { withNode } from '../api/node-api.ts'
import { marketplacesTable, ordersOfBuyersTable } from '../output/bids.ts'
import { offersTable } from '../output/offers.ts'
import { terminal } from '../output/print.ts'
import { withWarnings } from '../output/warnings.ts'
import { WatchLines } from '../output/watch-lines.ts'
import { contradictionText } from '../output/why.ts'
import {
  homeOf,
  interruptSignal,
  type OutputOptions,
  printMessage,
  readCount,
  untilInterrupted,
  withExamples,
  withOutput,
} from './common.ts'
import { askHashOf, readHashStart } from './order-start.ts'
import { unsignedBid } from './unsigned-bid.ts'

interface MatchOptions extends OutputOptions {
  readonly bid?: string
  readonly ask?: string
  readonly limit: string
}

interface WatchOptions extends OutputOptions {
  readonly bids?: boolean
  readonly depth: string
}

/** `sonm market match|watch|marketplaces`. */
export function matchingCommands(): readonly Command[] {
  const match = withExamples(
    withOutput(new Command('match')),
    'sonm market match --bid examples/render/bid.yaml',
    'sonm market match --ask 0x9d1e6b0f',
  )
    .description(
      'What fits an order, as the contract would join them, the best first: for a bid the offers, for an ask the bids of buyers.',
    )
    .option('--bid <file>', 'a bid file, such as examples/render/bid.yaml')
    .option(
      '--ask <hash>',
      'or an ask that is on the market, by its hash or the first digits of it, as `sonm market search` shows it',
      readHashStart,
    )
    .option('--limit <count>', 'how many to show', '20')
    .action(async (options: MatchOptions) => {
      const { bid, ask } = options
      if ((bid === undefined) === (ask === undefined)) throw fail('USAGE', { reason: 'give one of --bid and --ask' })
      const limit = readCount('--limit', options.limit)
      const found = await withNode(homeOf(options), async (api) => {
        const byHash = async () => ({ orderHash: await askHashOf(api, ask!) })
        if (bid === undefined) return await api.bids.match({ order: await byHash(), limit })
        return await api.bids.match({ order: { order: await unsignedBid(api, bid) }, limit })
      })
      printMessage(options, MatchResponseSchema, found, () => {
        const { offers, usdPerSnm, warnings } = found
        if (bid === undefined) return withWarnings(ordersOfBuyersTable(offers, usdPerSnm), warnings)
        const why = `No offer fits; \`sonm market why --bid ${bid}\` says why.`
        return withWarnings(offers.length === 0 ? why : offersTable(offers, usdPerSnm), warnings)
      })
    })
  const watch = withExamples(
    withOutput(new Command('watch')),
    'sonm market watch "gpu.model=RTX_4090 price<0.5USD/h"',
    'sonm market watch --bids --out json',
  )
    .description(
      'The best offers now, then each that comes or goes, with its time, until Ctrl-C; and which marketplace was lost or is back.',
    )
    .argument('[query]', 'what is wanted, in the query language')
    .option('--bids', 'watch what buyers want instead, who pays most first')
    .option('--depth <count>', 'how many of the best are watched', '20')
    .action(async (query: string | undefined, options: WatchOptions) => {
      if (options.bids && query !== undefined) {
        throw fail('USAGE', {
          reason: 'a query is about offers, and --bids shows what buyers want: give one of the two',
        })
      }
      // Pointed at here, before anybody is asked.
      const contradiction = contradictionText(query ?? '')
      if (contradiction !== undefined) terminal.note(contradiction)
      const signal = interruptSignal()
      const side = options.bids ? Side.BID : Side.ASK
      const request = { side, query: query ?? '', depth: readCount('--depth', options.depth) }
      await withNode(homeOf(options), async (api) => {
        const shown = new WatchLines()
        for await (const update of untilInterrupted(api.bids.watchBook(request, { signal }), signal)) {
          if (options.out === 'json') printMessage(options, BookUpdateSchema, update, () => '')
          else for (const line of shown.linesOf(update, new Date(systemClock.nowMs()))) terminal.tell(line)
        }
      })
    })
  const marketplaces = withExamples(withOutput(new Command('marketplaces')), 'sonm market marketplaces')
    .description(
      'The marketplaces that the node asks: how often each has answered and failed since the node started, how many answers were no lie, and what it was found at.',
    )
    .action(async (options: OutputOptions) => {
      const found = await withNode(homeOf(options), (api) => api.bids.listMarketplaces({}))
      printMessage(options, ListMarketplacesResponseSchema, found, () => marketplacesTable(found.marketplaces))
    })
  return [match, watch, marketplaces]
}
