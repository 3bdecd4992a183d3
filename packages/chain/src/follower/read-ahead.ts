import { isCoded } from '@sonm/common'
import type { BlockSpan } from '../client.ts'
import type { RangeSize } from './range-size.ts'

export interface ReadAheadOptions {
  readonly fromBlock: bigint
  readonly toBlock: bigint
  readonly size: RangeSize
  /** How many ranges are asked for at once. */
  readonly ranges: number
  readonly read: (fromBlock: bigint, toBlock: bigint) => Promise<BlockSpan>
}

/** What a shorter range may mend: some endpoints do not refuse a long one, but cut the answer off. */
const TOO_MUCH = new Set(['CHAIN_RANGE_REFUSED', 'CHAIN_LOGS_MISSING'])

/**
 * Reads blocks range by range, the next ones while the caller stores one, and gives them in order. A range that is
 * too long for the endpoint is read in halves.
 * @throws what `read` throws, where a smaller range cannot help
 */
export async function* readAhead(options: ReadAheadOptions): AsyncGenerator<BlockSpan> {
  const { fromBlock, toBlock, size, ranges } = options
  const reading: Promise<readonly BlockSpan[]>[] = []
  let next = fromBlock
  const begin = () => {
    while (reading.length < ranges && next <= toBlock) {
      const last = smaller(next + BigInt(size.blocks) - 1n, toBlock)
      const spans = readRange(options, next, last)
      // The caller may have left when it fails.
      spans.catch(() => {})
      reading.push(spans)
      next = last + 1n
    }
  }
  begin()
  while (reading.length > 0) {
    const spans = await reading.shift()!
    begin()
    yield* spans
  }
}

async function readRange(options: ReadAheadOptions, fromBlock: bigint, toBlock: bigint): Promise<readonly BlockSpan[]> {
  const { size, read } = options
  const blocks = Number(toBlock - fromBlock) + 1
  try {
    const span = await read(fromBlock, toBlock)
    size.accepted(blocks)
    return [span]
  } catch (error) {
    const isTooMuch = isCoded(error) && TOO_MUCH.has(error.code)
    if (isTooMuch || isCoded(error, 'CHAIN_SLOW')) size.refused(blocks)
    if (!isTooMuch || blocks === 1) throw error
    const middle = fromBlock + BigInt(blocks >> 1)
    const first = await readRange(options, fromBlock, middle - 1n)
    return [...first, ...(await readRange(options, middle, toBlock))]
  }
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
