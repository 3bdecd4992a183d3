import { marketAbi, profilesAbi, registryAbi, snmAbi } from '@sonm/contracts'
import { type Address, type Hex, keccak256, packDeal, toHex, ZERO_ADDRESS, ZERO_BYTES32 } from '@sonm/model'
import { type Abi, encodeAbiParameters, encodeFunctionData, hexToBytes } from 'viem'
import type { Call } from './call.ts'
import { ADDRESSES } from './cast.ts'
import type { Director } from './director.ts'
import type { ChainCall } from './encode-call.ts'
import type { ModelStage } from './on-model.ts'
import type { Theatre } from './theatre.ts'

/** Something that can be asked of a contract, and what the model would answer. */
export interface View {
  readonly name: string
  readonly call: ChainCall
  readonly expected: Hex
}

const number = (value: bigint | number): Hex => `0x${value.toString(16).padStart(64, '0')}`
const account = (address: Address | undefined) => number(BigInt(address ?? ZERO_ADDRESS))
const flag = (value: boolean) => number(value ? 1 : 0)

/** All that can be seen of the state in the end. Each answer is one word, and compared as it is. */
export function viewsOf(theatre: Theatre, stage: ModelStage, director: Director, calls: readonly Call[]): View[] {
  const { contracts, domain } = theatre
  const { model } = stage
  const nowSeconds = calls.at(-1)!.nowSeconds
  const of =
    (contract: keyof Theatre['contracts'], abi: Abi) => (functionName: string, args: unknown[], expected: Hex) => ({
      name: `${functionName}(${args.join(', ')})`,
      call: call(contracts[contract], abi, functionName, args),
      expected,
    })
  const market = of('market', marketAbi)
  const registry = of('registry', registryAbi)
  const token = of('snm', snmAbi)
  const profiles = of('profiles', profilesAbi)
  const ids = Array.from({ length: Number(model.dealCount()) }, (_, at) => BigInt(at + 1))
  return [
    ...ADDRESSES.flatMap((address) => [
      token('balanceOf', [address], number(model.balances(address).snmWei)),
      token('allowance', [address, domain.market], number(model.allowanceOf(address))),
      token('nonces', [address], number(director.permitNonceOf(address))),
      market('balanceOf', [address], number(model.balances(address).freeWei)),
      market('epochOf', [address], number(model.epochOf(address))),
      registry('masterOf', [address], account(model.masterOf(address))),
      registry('announcedMasterOf', [address], account(model.announcedMasterOf(address))),
      registry('hubCountOf', [address], number(model.hubCountOf(address))),
      profiles('levelOf', [address], number(stage.levelOf(address, nowSeconds))),
      ...ADDRESSES.map((other) => market('isBlacklisted', [address, other], flag(model.isBlacklisted(address, other)))),
    ]),
    ...noncesIn(calls).map(([author, nonce]) =>
      market('isNonceUsed', [author, nonce], flag(model.isNonceUsed(author, nonce))),
    ),
    token('balanceOf', [domain.market], number(model.balances(domain.market).snmWei)),
    market('snmPerUsd', [], number(stage.snmPerUsd(nowSeconds))),
    market('dealCount', [], number(model.dealCount())),
    ...ids.map((id) => {
      const deal = model.dealOf(id)
      return market('dealHash', [id], deal === undefined ? ZERO_BYTES32 : hashOf(packDeal(deal)))
    }),
  ]
}

const encoded = new Map<string, Hex>()

/** The same for all scripts, and dear to encode. */
function call(to: Address, abi: Abi, functionName: string, args: unknown[]): ChainCall {
  const key = `${functionName} ${args.join()}`
  const data = encoded.get(key) ?? encodeFunctionData({ abi, functionName, args })
  encoded.set(key, data)
  return { from: ZERO_ADDRESS, to, data }
}

const words = Array.from({ length: 6 }, () => ({ type: 'bytes32' }) as const)

function hashOf({ money, buyerTerms, hubTerms, masterTerms, usdTerms, askHash }: ReturnType<typeof packDeal>): Hex {
  const data = encodeAbiParameters(words, [number(money), buyerTerms, hubTerms, masterTerms, usdTerms, askHash])
  return toHex(keccak256(hexToBytes(data)))
}

/** Every nonce that a call could have used, and its neighbour. */
function noncesIn(calls: readonly Call[]): readonly (readonly [Address, bigint])[] {
  const found = new Map<string, readonly [Address, bigint]>()
  const add = (author: Address, nonce: bigint) => {
    for (const each of [nonce, nonce ^ 1n]) found.set(`${author} ${each}`, [author, each])
  }
  for (const each of calls) {
    if (each.kind === 'cancel') for (const nonce of each.nonces) add(each.sender, nonce)
    for (const { order } of ordersOf(each)) add(order.author, order.nonce)
  }
  return [...found.values()]
}

function ordersOf(each: Call) {
  switch (each.kind) {
    case 'take':
      return [each.request.ask]
    case 'openDeal':
      return [each.request.ask, each.request.bid]
    case 'takeBatch':
      return each.requests.map(({ ask }) => ask)
    case 'openDealBatch':
      return each.requests.flatMap(({ ask, bid }) => [ask, bid])
    default:
      return []
  }
}
