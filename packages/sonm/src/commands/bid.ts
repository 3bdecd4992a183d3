import { formatPricePerHour, parseDurationMs } from '@sonm/model'
import { Denomination, ListBidsResponseSchema, type StandingBid, StandingBidSchema } from '@sonm/protocol'
import { Command } from 'commander'
import { type NodeApi, withNode } from '../api/node-api.ts'
import { loadBidFile } from '../home/bid-file.ts'
import { bidsTable } from '../output/bids.ts'
import { offersTable } from '../output/offers.ts'
import { asCalled, terminal } from '../output/print.ts'
import {
  confirm,
  homeOf,
  interruptSignal,
  type OutputOptions,
  printMessage,
  readHash,
  withExamples,
  withOutput,
} from './common.ts'

interface PlaceOptions extends OutputOptions {
  readonly file: string
  readonly for?: number
  readonly take?: boolean
  readonly yes?: boolean
}

/** A buyer's standing bids. */
export function bidCommand(): Command {
  const place = withExamples(
    withOutput(new Command('place')),
    'sonm bid place -f bid.yaml',
    'sonm bid place -f bid.yaml --for 30m --take --yes',
  )
    .description(
      'Place a bid at every marketplace. It binds: a supplier whose offer fits can open the deal with it until it expires.',
    )
    .requiredOption('-f, --file <file>', 'the bid file, such as examples/render/bid.yaml')
    .option('--for <time>', 'how long it stands, an hour at most', parseDurationMs)
    .option('--take', 'open a deal with the first offer that fits, at its price')
    .option('--yes', 'do not ask')
    .action(async (options: PlaceOptions) => {
      const bid = loadBidFile(options.file)
      const denomination = bid.denomination === Denomination.USD ? 'USD' : 'SNM'
      const most = formatPricePerHour(BigInt(bid.pricePerSecond ?? '0'), denomination)
      terminal.note(bindingNote(most))
      if (options.take) {
        terminal.note('The first offer that fits is taken by itself, at its price.')
        await confirm('Place this bid?', options.yes)
      }
      const request = {
        bid,
        lifetimeSeconds: BigInt(Math.floor((options.for ?? 0) / 1000)),
        take: options.take === true,
      }
      const placed = await withNode(homeOf(options), async (api) => {
        const { orderHash } = await api.bids.placeBid(request)
        return await untilPlaced(api, orderHash)
      })
      printMessage(options, StandingBidSchema, placed, () => bidsText([placed]))
      if (placed.state === 'standing')
        terminal.note(asCalled(`\`sonm bid watch ${placed.orderHash}\` shows what fits.`))
    })
  const list = withExamples(withOutput(new Command('list')), 'sonm bid list', 'sonm bid list --out json')
    .description('Your bids, and what became of them.')
    .action(async (options: OutputOptions) => {
      const found = await withNode(homeOf(options), (api) => api.bids.listBids({}))
      printMessage(options, ListBidsResponseSchema, found, () => bidsText(found.bids))
    })
  const watch = withExamples(withOutput(new Command('watch')), 'sonm bid watch 0x9d1e…07')
    .description('What fits a bid, now and after each change, until it ends or Ctrl-C.')
    .argument('<bid>', 'its hash', readHash)
    .action(async (orderHash: string, options: OutputOptions) => {
      const signal = interruptSignal()
      await withNode(homeOf(options), async (api) => {
        for await (const bid of api.bids.watchBid({ orderHash }, { signal })) {
          printMessage(options, StandingBidSchema, bid, () =>
            bid.matches.length > 0 ? offersTable(bid.matches) : `${bid.state}: nothing fits now.`,
          )
        }
      })
    })
  const cancel = withExamples(withOutput(new Command('cancel')), 'sonm bid cancel 0x9d1e…07')
    .description(
      'Take a bid back at every marketplace. A supplier who has it already can open the deal with it until it expires.',
    )
    .argument('<bid>', 'its hash', readHash)
    .action(async (orderHash: string, options: OutputOptions) => {
      const bid = await withNode(homeOf(options), (api) => api.bids.cancelBid({ orderHash }))
      printMessage(options, StandingBidSchema, bid, () => bidsText([bid]))
    })
  const command = new Command('bid').description('Bids: what you want, until somebody offers it.')
  for (const part of [place, list, watch, cancel]) command.addCommand(part)
  return withExamples(command, 'sonm bid place -f bid.yaml --take', 'sonm bid list', 'sonm bid cancel 0x9d1e…07')
}

/** The bid when the first marketplace has it, or none took it: a moment after it was signed. */
async function untilPlaced(api: NodeApi, orderHash: string): Promise<StandingBid> {
  let last: StandingBid | undefined
  for await (const bid of api.bids.watchBid({ orderHash }, { signal: interruptSignal() })) {
    last = bid
    if (bid.marketplaces.length > 0 || bid.problem !== '') break
  }
  return last!
}

function bidsText(bids: readonly StandingBid[]): string {
  const problems = bids.flatMap(({ orderHash, problem }) => (problem === '' ? [] : [`${orderHash}: ${problem}`]))
  return [bidsTable(bids), ...problems].join('\n')
}

/** What the buyer signs, with --take or without. */
function bindingNote(most: string): string {
  return (
    `A bid binds: until it expires, each supplier whose offer fits can open the deal with it, at his price, ${most} at most. ` +
    'There is one deal of it and no second one.'
  )
}
