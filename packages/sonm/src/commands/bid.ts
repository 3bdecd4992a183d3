import { systemClock } from '@sonm/common'
import { fail, formatAmount, parseDurationMs } from '@sonm/model'
import {
  type BidPlan,
  BidPlanSchema,
  CancelBidOnChainResponseSchema,
  ListBidsResponseSchema,
  type StandingBid,
  StandingBidSchema,
} from '@sonm/protocol'
import { Command } from 'commander'
import { type NodeApi, withNode } from '../api/node-api.ts'
import { loadBidFile } from '../home/bid-file.ts'
import { bidPlanText, bidStateText, cancelledNote, cancelPlanText } from '../output/bid-plan.ts'
import { bidNews, bidNowText, bidsTable } from '../output/bids.ts'
import { shortHash } from '../output/offers.ts'
import { asCalled, terminal } from '../output/print.ts'
import {
  confirm,
  homeOf,
  interruptSignal,
  now,
  type OutputOptions,
  printMessage,
  untilInterrupted,
  withExamples,
  withOutput,
} from './common.ts'
import { optionOf, withOptionNames } from './in-option.ts'
import { bidHashOf, readHashStart } from './order-start.ts'

interface PlaceOptions extends OutputOptions {
  readonly file: string
  readonly for?: number
  readonly take?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
}

interface CancelOptions extends OutputOptions {
  readonly onChain?: boolean
  readonly dryRun?: boolean
  readonly yes?: boolean
}

/** As it stands in the examples. */
const SOME_BID = '0x9d1e6b0f'

/** A buyer's standing bids. */
export function bidCommand(): Command {
  const place = withExamples(
    withOutput(new Command('place')),
    'sonm bid place -f examples/render/bid.yaml',
    'sonm bid place -f examples/render/bid.yaml --for 30m --take --yes',
    'sonm bid place -f examples/render/bid.yaml --dry-run',
  )
    .description(
      'Place a bid at every marketplace. It binds: a supplier whose offer fits can open the deal with it until it expires. The money that a deal holds at first is moved into the market before, where it lacks there.',
    )
    .requiredOption('-f, --file <file>', 'the bid file, such as examples/render/bid.yaml')
    .option(
      '--for <time>',
      'how long it stands and binds, such as 30m; an hour at most (default: an hour)',
      optionOf('--for', parseDurationMs),
    )
    .option(
      '--take',
      'open a deal with the first offer that fits, at its price, while the node runs; the money is moved then',
    )
    .option('--dry-run', 'say what it would bind you to and move, and stop')
    .option('--yes', 'do not ask: do as the plan says')
    .action((options: PlaceOptions) => placeBid(options))
  const list = withExamples(withOutput(new Command('list')), 'sonm bid list', 'sonm bid list --out json')
    .description('Your bids, and what became of them.')
    .action(async (options: OutputOptions) => {
      const found = await withNode(homeOf(options), (api) => api.bids.listBids({}))
      printMessage(options, ListBidsResponseSchema, found, () => bidsText(found.bids))
    })
  const watch = withExamples(withOutput(new Command('watch')), `sonm bid watch ${SOME_BID}`)
    .description('The offers that fit a bid, now and after each change, until it ends or Ctrl-C.')
    .argument('<bid>', 'its hash or the first digits of it, as `sonm bid list` shows it', readHashStart)
    .action(async (start: string, options: OutputOptions) => {
      const signal = interruptSignal()
      await withNode(homeOf(options), async (api) => {
        const orderHash = await bidHashOf(api, start)
        let told: string | undefined
        for await (const bid of untilInterrupted(api.bids.watchBid({ orderHash }, { signal }), signal)) {
          if (bidNews(bid) === told) continue
          told = bidNews(bid)
          printMessage(options, StandingBidSchema, bid, () => bidNowText(bid, new Date(systemClock.nowMs())))
        }
      })
    })
  const cancel = withExamples(
    withOutput(new Command('cancel')),
    `sonm bid cancel ${SOME_BID}`,
    `sonm bid cancel ${SOME_BID} --on-chain`,
  )
    .description(
      'Take a bid back at every marketplace, which costs nothing. A supplier who has it already can open the deal with it until it expires; with --on-chain nobody can.',
    )
    .argument('<bid>', 'its hash or the first digits of it, as `sonm bid list` shows it', readHashStart)
    .option('--on-chain', 'in the market’s contract too, which costs a transaction')
    .option('--dry-run', 'with --on-chain: say what it would cost, and stop')
    .option('--yes', 'do not ask')
    .action((start: string, options: CancelOptions) =>
      options.onChain ? cancelOnChain(start, options) : cancelAtMarketplaces(start, options),
    )
  const command = new Command('bid').description(
    'Standing bids: what you want and what you pay for it at most, until somebody offers it. To sell, see `sonm plan`.',
  )
  for (const part of [place, list, watch, cancel]) command.addCommand(part)
  return withExamples(
    command,
    'sonm bid place -f examples/render/bid.yaml --take',
    'sonm bid list',
    `sonm bid cancel ${SOME_BID}`,
  )
}

async function placeBid(options: PlaceOptions): Promise<void> {
  const take = options.take === true
  const lifetimeSeconds = BigInt(Math.floor((options.for ?? 0) / 1000))
  if (options.for !== undefined && lifetimeSeconds === 0n) {
    throw fail('INPUT_INVALID', { field: '--for', reason: 'it must be a second or longer' })
  }
  const bid = loadBidFile(options.file)
  const placed = await withNode(homeOf(options), (api) =>
    withOptionNames({ lifetime_seconds: '--for' }, async () => {
      const plan = await api.bids.planBid({ bid, lifetimeSeconds, take })
      // With `take` the node moves the money when it opens the deal.
      const amount = take ? 0n : BigInt(plan.depositWei || '0')
      const isAffordable = BigInt(plan.depositWei || '0') <= BigInt(plan.walletWei || '0')
      const deposit =
        amount > 0n && isAffordable
          ? await api.wallet.planPayment({ kind: 'deposit', amount: amount.toString() })
          : undefined
      const text = asCalled(bidPlanText(plan, take, now(), deposit))
      if (options.dryRun) return printMessage(options, BidPlanSchema, plan, () => text)
      terminal.note(text)
      // Every marketplace would refuse it.
      if (!isAffordable) throw insufficient(plan)
      await confirm(deposit ? 'Deposit, and place this bid?' : 'Place this bid?', options.yes)
      if (deposit) {
        await api.wallet.deposit({ amountWei: amount.toString() })
        terminal.note(`${formatAmount(amount)} are in the market now.`)
      }
      // The cap that was shown, wherever the rate has gone meanwhile.
      const { snmPerUsdCap } = plan.bid!
      const { orderHash } = await api.bids.placeBid({ bid: { ...bid, snmPerUsdCap }, lifetimeSeconds, take })
      return await untilPlaced(api, orderHash)
    }),
  )
  if (!placed) return
  printMessage(options, StandingBidSchema, placed, () => bidsText([placed]))
  if (placed.marketplaces.length === 0 && placed.state === 'standing') {
    terminal.note('No marketplace has it yet; the node goes on trying until it expires.')
  }
  if (placed.state === 'standing')
    terminal.note(asCalled(`\`sonm bid watch ${placed.orderHash.slice(0, 10)}\` shows what fits.`))
}

function insufficient({ bid, lockWei, marketFreeWei, walletWei }: BidPlan) {
  const available = BigInt(marketFreeWei || '0') + BigInt(walletWei || '0')
  const [needed, held] = [BigInt(lockWei), available].map((wei) => formatAmount(wei))
  return fail('SNM_INSUFFICIENT', { account: bid?.author ?? '', needed: needed!, available: held! })
}

async function cancelAtMarketplaces(start: string, options: CancelOptions): Promise<void> {
  if (options.dryRun)
    throw fail('USAGE', { reason: '--dry-run goes with --on-chain: at marketplaces it costs nothing' })
  const bid = await withNode(homeOf(options), async (api) =>
    api.bids.cancelBid({ orderHash: await bidHashOf(api, start) }),
  )
  printMessage(options, StandingBidSchema, bid, () => bidsText([bid]))
  const note = cancelledNote(bid, start)
  if (note !== undefined) terminal.note(asCalled(note))
}

async function cancelOnChain(start: string, options: CancelOptions): Promise<void> {
  await withNode(homeOf(options), async (api) => {
    const orderHash = await bidHashOf(api, start)
    const plan = await api.bids.cancelBidOnChain({ orderHash, dryRun: true })
    const isBinding = plan.bid?.isBinding === true
    const text = isBinding ? cancelPlanText(plan) : `Nothing is left to cancel: the bid is ${bidStateText(plan.bid!)}.`
    if (options.dryRun) return printMessage(options, CancelBidOnChainResponseSchema, plan, () => text)
    terminal.note(text)
    // What binds nobody any more costs nothing either.
    if (isBinding) await confirm('Cancel it on the chain?', options.yes)
    const done = await api.bids.cancelBidOnChain({ orderHash })
    printMessage(options, CancelBidOnChainResponseSchema, done, () => bidsText([done.bid!]))
  })
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
  const problems = bids.flatMap(({ orderHash, problem }) =>
    problem === '' ? [] : [`Bid ${shortHash(orderHash)}: ${problem}`],
  )
  return [bidsTable(bids), ...problems].join('\n')
}
