import type { Random } from '@sonm/common'
import { marketAbi } from '@sonm/contracts'
import type { Hex } from '@sonm/model'
import { type AbiEvent, type AbiParameter, encodeAbiParameters, encodeEventTopics } from 'viem'

/** The events of the market by name, but the one that tells of no deal and no money. */
export const MARKET_EVENTS: Readonly<Record<string, AbiEvent>> = Object.fromEntries(
  marketAbi
    .filter((entry) => entry.type === 'event' && entry.name !== 'RequestFailed')
    .map((entry) => [(entry as AbiEvent).name, entry as AbiEvent]),
)

/** A value of this type, whatever it may be; near the ends of its range more often than chance would have it. */
export function sampleValue(parameter: AbiParameter, random: Random): unknown {
  if (parameter.type === 'tuple')
    return sampleArgs((parameter as { readonly components: readonly AbiParameter[] }).components, random)
  if (parameter.type === 'bool') return random.integer(2) === 1
  if (parameter.type === 'address') return hexOf(random.bytes(20))
  if (parameter.type === 'bytes32') return hexOf(random.bytes(32))
  const bits = Number(/^uint(\d+)$/.exec(parameter.type)?.[1])
  const ends = [0n, 1n, 2n ** BigInt(bits) - 1n]
  const value = ends[random.integer(8)] ?? BigInt(hexOf(random.bytes(bits / 8))) >> BigInt(random.integer(bits))
  return bits > 48 ? value : Number(value)
}

function sampleArgs(parameters: readonly AbiParameter[], random: Random): Record<string, unknown> {
  return Object.fromEntries(parameters.map((parameter) => [parameter.name, sampleValue(parameter, random)]))
}

/** An event with arguments by chance, as viem encodes it. */
export function sampleLog(event: AbiEvent, random: Random): { readonly topics: readonly Hex[]; readonly data: Hex } {
  const args = sampleArgs(event.inputs, random)
  const unindexed = event.inputs.filter(({ indexed }) => !indexed)
  const data = encodeAbiParameters(
    unindexed,
    unindexed.map(({ name }) => args[name!]),
  )
  const topics = encodeEventTopics({ abi: [event], eventName: event.name, args }) as readonly Hex[]
  return { topics, data }
}

function hexOf(bytes: Uint8Array): Hex {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
