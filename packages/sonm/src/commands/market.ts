import type { MessageInitShape } from '@bufbuild/protobuf'
import {
  BENCHMARK_INDEX,
  type BenchmarkVector,
  fail,
  NO_BENCHMARKS,
  parseAddress,
  parseDealDuration,
  parsePrice,
  parseTypedSize,
  requirementWords,
} from '@sonm/model'
import { type SearchRequestSchema, type SearchResponse, SearchResponseSchema } from '@sonm/protocol'
import { Command, Option } from 'commander'
import { withNode } from '../api/node-api.ts'
import { offersTable } from '../output/offers.ts'
import { homeOf, type OutputOptions, printMessage, readCount, withExamples, withOutput } from './common.ts'

export interface RequirementOptions {
  readonly maxPrice?: string
  readonly duration?: string
  readonly cores?: string
  readonly ram?: string
  readonly storage?: string
  readonly gpus?: string
  readonly gpuMemory?: string
  readonly executor?: string[]
  readonly hub?: string
}

/** What a buyer may require; the same words for `market search`, `deal open` and `run`. */
export function withRequirements(command: Command): Command {
  return command
    .option('--max-price <price>', 'the most to pay, such as "2 SNM/h"')
    .option('--duration <time>', 'spot, or how long the deal shall last, such as 2h')
    .option('--cores <count>', 'at least so many processor cores')
    .option('--ram <size>', 'at least so much memory, such as 4GiB')
    .option('--storage <size>', 'at least so much disk, such as 20GiB')
    .option('--gpus <count>', 'at least so many GPUs')
    .option('--gpu-memory <size>', 'at least so much memory on each GPU')
    .addOption(new Option('--executor <kind...>', 'it must run these').choices(['container', 'wasm']))
    .option('--hub <address>', 'only offers of this hub')
}

/** @throws MONEY_INVALID, INPUT_INVALID and the like, naming the option's text */
export function requirementsOf(
  options: RequirementOptions,
  limit: number,
): MessageInitShape<typeof SearchRequestSchema> {
  const wanted: Record<number, bigint> = {}
  const lane = (code: string, value: bigint) => {
    wanted[BENCHMARK_INDEX[code]!] = value
  }
  if (options.cores !== undefined) lane('cpu-cores', BigInt(readCount('--cores', options.cores)))
  if (options.ram !== undefined) lane('ram-size', BigInt(parseTypedSize(options.ram)))
  if (options.storage !== undefined) lane('storage-size', BigInt(parseTypedSize(options.storage)))
  if (options.gpus !== undefined) lane('gpu-count', BigInt(readCount('--gpus', options.gpus)))
  if (options.gpuMemory !== undefined) lane('gpu-mem', BigInt(parseTypedSize(options.gpuMemory)))
  const minimum: BenchmarkVector = NO_BENCHMARKS.map((zero, index) => wanted[index] ?? zero)
  return {
    minBenchmarks: [...minimum],
    executors: options.executor ?? [],
    limit,
    ...(options.maxPrice !== undefined ? { maxPricePerSecond: readMaxPrice(options.maxPrice).toString() } : {}),
    ...(options.duration !== undefined ? { durationSeconds: parseDealDuration(options.duration) } : {}),
    ...(options.hub !== undefined ? { hub: parseAddress(options.hub) } : {}),
  }
}

/** In 1e-18 SNM a second. */
function readMaxPrice(text: string): bigint {
  const { denomination, pricePerSecond } = parsePrice(text, 'bid')
  if (denomination !== 'SNM')
    throw fail('INPUT_INVALID', { field: '--max-price', reason: 'offers are priced in SNM; name the price in SNM' })
  return pricePerSecond
}

/** When nothing fits: which requirement turns how many offers away. */
export function whyNothing({ rejections }: SearchResponse): string {
  if (rejections.length === 0) return 'No offer is on the market now. Offers of a new supplier appear within seconds.'
  const lines = rejections.map(({ requirement, count }) => `  ${count} for ${requirementWords(requirement)}`)
  return ['No offer fits. Turned away are', ...lines, 'Relax one of these requirements.'].join('\n')
}

export function marketCommand(): Command {
  const examples = [
    'sonm market search',
    'sonm market search --cores 8 --ram 32GiB --max-price "2 SNM/h"',
    'sonm market search --gpus 1 --gpu-memory 24GiB --out json',
  ]
  const search = withExamples(withRequirements(withOutput(new Command('search'))), ...examples)
    .description('The cheapest offers that fit. That none fits is an answer, no failure: the exit code is 0.')
    .option('--limit <count>', 'how many to show', '20')
    .action(async (options: OutputOptions & RequirementOptions & { limit: string }) => {
      const request = requirementsOf(options, readCount('--limit', options.limit))
      const found = await withNode(homeOf(options), (api) => api.market.search(request))
      printMessage(options, SearchResponseSchema, found, () =>
        found.offers.length === 0
          ? whyNothing(found)
          : `${offersTable(found.offers)}\n\nShown ${found.offers.length} of ${found.total} offers.`,
      )
    })
  return withExamples(new Command('market').description('What is for sale.').addCommand(search), ...examples)
}
