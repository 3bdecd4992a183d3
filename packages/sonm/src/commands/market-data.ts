import { fail, parseDealDuration } from '@sonm/model'
import {
  GetPricesResponseSchema,
  ListSuppliersResponseSchema,
  MarketHistoryResponseSchema,
  SupplierSchema,
} from '@sonm/protocol'
import { Command, Option } from 'commander'
import { withNode } from '../api/node-api.ts'
import { historyTable, pricesTable, suppliersTable, supplierText } from '../output/market-data.ts'
import { homeOf, now, type OutputOptions, printMessage, readCount, withExamples, withOutput } from './common.ts'
import { inOption, withOptionNames } from './in-option.ts'
import { supplierAddress } from './short-address.ts'

const INTERVALS: Readonly<Record<string, number>> = { '1m': 60, '1h': 3_600, '1d': 86_400 }

/** `sonm market prices` */
export function pricesCommand(): Command {
  return withExamples(
    withOutput(new Command('prices')),
    'sonm market prices',
    'sonm market prices gpu:rtx4090 --out json',
  )
    .description(
      'What an hour of a core, or of a card of each model, costs now, in SNM (offers in USD also in USD), and how much of it is sold. Deals made before the marketplace was there have no class, for the chain does not say what an offer sold: they count in `all` alone.',
    )
    .argument('[class]', 'cpu, or gpu: and a model, such as gpu:rtx4090; all of them where none is named', '')
    .action(async (marketClass: string, options: OutputOptions) => {
      const found = await withNode(homeOf(options), (api) => api.data.getPrices({ marketClass }))
      printMessage(options, GetPricesResponseSchema, found, pricesTable)
    })
}

/** `sonm market history` */
export function historyCommand(): Command {
  const examples = ['sonm market history cpu', 'sonm market history gpu:rtx4090 --interval 1d --last 90d --out json']
  return withExamples(withOutput(new Command('history')), ...examples)
    .description('What was sold of a class and at what price, interval by interval.')
    .argument('<class>', 'cpu, gpu: and a model, or all')
    .addOption(new Option('--interval <length>', 'of each line').choices(Object.keys(INTERVALS)).default('1h'))
    .option('--last <time>', 'how far back, such as 2d (default: the latest 500 intervals)')
    .action(async (marketClass: string, options: OutputOptions & { interval: string; last?: string }) => {
      const request = { marketClass, intervalSeconds: INTERVALS[options.interval]!, fromSeconds: fromOf(options.last) }
      const found = await withNode(homeOf(options), (api) =>
        withOptionNames({ from_seconds: '--last' }, () => api.data.getMarketHistory(request)),
      )
      printMessage(options, MarketHistoryResponseSchema, found, historyTable)
    })
}

/** `sonm market supplier` */
export function supplierCommand(): Command {
  const example = 'sonm market supplier 0x90F79bf6EB2c4f870365E785982E1f101E93b906'
  return withExamples(withOutput(new Command('supplier')), example)
    .description('What a supplier has done, who rented from him, and how far he can be relied on.')
    .argument('<address>', 'his master’s address, or a hub’s, also as tables shorten it')
    .action(async (text: string, options: OutputOptions) => {
      const found = await withNode(homeOf(options), async (api) =>
        api.data.getSupplier({ address: await supplierAddress(api, text) }),
      )
      printMessage(options, SupplierSchema, found, supplierText)
    })
}

/** `sonm market suppliers` */
export function suppliersCommand(): Command {
  const examples = ['sonm market suppliers', 'sonm market suppliers --limit 200 --out json']
  return withExamples(withOutput(new Command('suppliers')), ...examples)
    .description('Who has had deals, the most reliable first; `sonm market supplier` has the record of one.')
    .option('--limit <count>', 'how many to show, 200 at most', '50')
    .option('--cursor <cursor>', 'go on where a list has ended: it prints this', '')
    .action(async (options: OutputOptions & { limit: string; cursor: string }) => {
      const request = { limit: readCount('--limit', options.limit), cursor: options.cursor }
      const found = await withNode(homeOf(options), (api) =>
        withOptionNames({ cursor: '--cursor' }, () => api.data.listSuppliers(request)),
      )
      printMessage(options, ListSuppliersResponseSchema, found, suppliersTable)
    })
}

/** @throws QUANTITY_INVALID, INPUT_INVALID */
function fromOf(last: string | undefined): bigint {
  if (last === undefined) return 0n
  const seconds = inOption('--last', () => parseDealDuration(last))
  if (seconds === 0n) throw fail('INPUT_INVALID', { field: '--last', reason: `'${last}' is no time` })
  return now() - seconds
}
