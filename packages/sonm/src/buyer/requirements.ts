import type { MessageInitShape } from '@bufbuild/protobuf'
import {
  type Condition,
  formatCondition,
  NO_DEFAULTS,
  type NumberField,
  parseAddress,
  parseDealDuration,
  parseOrder,
  parsePrice,
  parseQuery,
  parseTypedSize,
  type WordField,
} from '@sonm/model'
import type { SearchRequestSchema } from '@sonm/protocol'
import { type Command, Option } from 'commander'
import { readCount } from '../commands/common.ts'
import { inOption } from '../commands/in-option.ts'

export interface RequirementOptions {
  readonly where?: string
  readonly order?: string
  readonly maxPrice?: string
  readonly duration?: string
  readonly cores?: string
  readonly ram?: string
  readonly storage?: string
  readonly gpus?: string
  readonly gpuMemory?: string
  readonly executor?: string[]
  readonly hub?: string
  /** False: nothing is asked that the user did not say. */
  readonly defaults?: boolean
}

/** What a buyer may require; the same words for `market search`, `deal open` and `run`. */
export function withRequirements(command: Command): Command {
  return withWanted(command).option(
    '--order <keys>',
    'fields to sort by, such as "price,-reliability"; a minus puts the largest first (default: price)',
  )
}

/** The same without an order, where nothing is chosen. */
export function withWanted(command: Command): Command {
  return command
    .option('--where <query>', 'what is wanted, in the query language: "gpu.model=RTX_4090 price<0.5USD/h"')
    .option('--max-price <price>', 'the most to pay, such as "2 SNM/h"')
    .option('--duration <time>', 'spot, or how long the deal shall last, such as 2h')
    .option('--cores <count>', 'at least so many processor cores')
    .option('--ram <size>', 'at least so much memory, such as 4GiB')
    .option('--storage <size>', 'at least so much disk, such as 20GiB')
    .option('--gpus <count>', 'at least so many GPUs')
    .option('--gpu-memory <size>', 'at least so much memory on each GPU')
    .addOption(new Option('--executor <kind...>', 'it must be able to run all of these').choices(['container', 'wasm']))
    .option('--hub <address>', 'only offers of this hub')
    .option(
      '--no-defaults',
      'show also what is left out unless asked for: suppliers known to fail, machines that run nothing',
    )
}

/**
 * The options as a query: what `--where` says, then what the others stand for.
 * @throws QUERY_INVALID with the place of the mistake; MONEY_INVALID, INPUT_INVALID and the like, naming the option
 */
export function requirementsOf(
  options: RequirementOptions,
  limit: number,
): MessageInitShape<typeof SearchRequestSchema> {
  const { where = '', order = '' } = options
  inOption('--order', () => parseOrder(order))
  parseQuery(where)
  const query = [
    where.trim(),
    ...conditionsOf(options).map(formatCondition),
    ...(options.defaults === false ? [NO_DEFAULTS] : []),
  ]
    .filter((part) => part !== '')
    .join(' ')
  parseQuery(query)
  return { query, orderBy: order, limit }
}

function conditionsOf(options: RequirementOptions): readonly Condition[] {
  const atLeast = (field: NumberField, value: bigint): Condition => ({ kind: 'number', field, op: '>=', value })
  const among = (field: WordField, word: string): Condition => ({ kind: 'word', field, op: 'in', values: [word] })
  const { maxPrice, duration, cores, ram, storage, gpus, gpuMemory, executor = [], hub } = options
  const found: Condition[] = []
  if (maxPrice !== undefined) {
    const { denomination, pricePerSecond } = inOption('--max-price', () => parsePrice(maxPrice))
    found.push({ kind: 'price', op: '<=', price: { denomination, pricePerSecond } })
  }
  const seconds = duration === undefined ? 0n : inOption('--duration', () => parseDealDuration(duration))
  if (seconds > 0n) found.push(atLeast('duration', seconds))
  if (cores !== undefined) found.push(atLeast('benchmark:cpu-cores', BigInt(readCount('--cores', cores))))
  if (ram !== undefined) found.push(atLeast('benchmark:ram-size', sizeOf('--ram', ram)))
  if (storage !== undefined) found.push(atLeast('benchmark:storage-size', sizeOf('--storage', storage)))
  if (gpus !== undefined) found.push(atLeast('benchmark:gpu-count', BigInt(readCount('--gpus', gpus))))
  if (gpuMemory !== undefined) found.push(atLeast('benchmark:gpu-mem', sizeOf('--gpu-memory', gpuMemory)))
  for (const kind of executor) found.push(among('executor', kind))
  if (hub !== undefined)
    found.push(
      among(
        'hub',
        inOption('--hub', () => parseAddress(hub)),
      ),
    )
  return found
}

function sizeOf(option: string, text: string): bigint {
  return BigInt(inOption(option, () => parseTypedSize(text)))
}
