import { fail } from '@sonm/model'
import {
  BookUpdateSchema,
  ExplainResponseSchema,
  ListMarketplacesResponseSchema,
  MatchResponseSchema,
  Side,
} from '@sonm/protocol'
import { Command } from 'commander'
import { withNode } from '../api/node-api.ts'
import { loadBidFile } from '../home/bid-file.ts'
import { explanationText, marketplacesTable, ordersOfBuyersTable, updateLines } from '../output/bids.ts'
import { offersTable } from '../output/offers.ts'
import { terminal } from '../output/print.ts'
import {
  homeOf,
  interruptSignal,
  type OutputOptions,
  printMessage,
  readCount,
  readHash,
  untilInterrupted,
  withExamples,
  withOutput,
} from './common.ts'

interface MatchOptions extends OutputOptions {
  readonly bid?: string
  readonly ask?: string
  readonly limit: string
}

interface WatchOptions extends OutputOptions {
  readonly bids?: boolean
  readonly depth: string
}

/** `sonm market match|why|watch|marketplaces`. */
export function matchingCommands(): readonly Command[] {
  const match = withExamples(
    withOutput(new Command('match')),
    'sonm market match --bid examples/render/bid.yaml',
    'sonm market match --ask 0x9d1e6b0f4c7a25d8e3b1907f6a5c4d2e8f0b1a3c5d7e9f1a2b4c6d8e0f1a3b07',
  )
    .description('What the contract would join: for a bid the offers, for an ask the bids of buyers, the best first.')
    .option('--bid <file>', 'a bid file, such as examples/render/bid.yaml')
    .option(
      '--ask <hash>',
      'or the hash of an ask that is on the market, from `sonm market search --out json`',
      readHash,
    )
    .option('--limit <count>', 'how many to show', '20')
    .action(async (options: MatchOptions) => {
      const { bid, ask } = options
      if ((bid === undefined) === (ask === undefined)) throw fail('USAGE', { reason: 'give one of --bid and --ask' })
      const limit = readCount('--limit', options.limit)
      const found = await withNode(homeOf(options), async (api) => {
        if (bid === undefined) return await api.bids.match({ order: { orderHash: ask! }, limit })
        const order = { ...loadBidFile(bid), ...(await asBuyer(api)) }
        return await api.bids.match({ order: { order }, limit })
      })
      printMessage(options, MatchResponseSchema, found, () => {
        if (bid === undefined) return ordersOfBuyersTable(found.offers)
        return found.offers.length === 0
          ? 'No offer fits; `sonm market why --bid` says why.'
          : offersTable(found.offers)
      })
    })
  const why = withExamples(
    withOutput(new Command('why')),
    'sonm market why "gpu.count>=8 price<1SNM/h"',
    'sonm market why --bid examples/render/bid.yaml',
  )
    .description('Why nothing fits: what each requirement turns away, and the smallest change that would do.')
    .argument('[query]', 'what is wanted, in the query language')
    .option('--bid <file>', 'or a bid file')
    .action(async (query: string | undefined, options: OutputOptions & { bid?: string }) => {
      if (query !== undefined && options.bid !== undefined)
        throw fail('USAGE', { reason: 'give one of a query and --bid' })
      const reasons = await withNode(homeOf(options), async (api) => {
        if (options.bid === undefined) return await api.bids.explain({ query: query ?? '' })
        const order = { ...loadBidFile(options.bid), ...(await asBuyer(api)) }
        return await api.bids.explain({ bid: { order } })
      })
      printMessage(options, ExplainResponseSchema, reasons, explanationText)
    })
  const watch = withExamples(
    withOutput(new Command('watch')),
    'sonm market watch "gpu.model=RTX_4090 price<0.5USD/h"',
    'sonm market watch --bids --out json',
  )
    .description('The top of the book, now and after each change, until Ctrl-C.')
    .argument('[query]', 'what is wanted, in the query language')
    .option('--bids', 'watch what buyers want instead')
    .option('--depth <count>', 'how many orders at once', '20')
    .action(async (query: string | undefined, options: WatchOptions) => {
      if (options.bids && query !== undefined) {
        throw fail('USAGE', {
          reason: 'a query is about offers, and --bids shows what buyers want: give one of the two',
        })
      }
      const signal = interruptSignal()
      const side = options.bids ? Side.BID : Side.ASK
      const request = { side, query: query ?? '', depth: readCount('--depth', options.depth) }
      await withNode(homeOf(options), async (api) => {
        for await (const update of untilInterrupted(api.bids.watchBook(request, { signal }), signal)) {
          if (options.out === 'json') printMessage(options, BookUpdateSchema, update, () => '')
          else for (const line of updateLines(update)) terminal.out(line)
        }
      })
    })
  const marketplaces = withExamples(withOutput(new Command('marketplaces')), 'sonm market marketplaces')
    .description('What each marketplace has answered since the node started, and what it was found at.')
    .action(async (options: OutputOptions) => {
      const found = await withNode(homeOf(options), (api) => api.bids.listMarketplaces({}))
      printMessage(options, ListMarketplacesResponseSchema, found, () => marketplacesTable(found.marketplaces))
    })
  return [match, why, watch, marketplaces]
}

/** What an order needs to be one, of a bid that nobody signs. */
async function asBuyer(api: Parameters<Parameters<typeof withNode>[1]>[0]) {
  const { address } = await api.status.getStatus({})
  return { author: address, expiresAtSeconds: 2n ** 40n }
}
