import { Agent, request as httpRequest } from 'node:http'
import { systemClock } from '@sonm/common'
import {
  marketAbi,
  marketBytecode,
  oracleAbi,
  oracleBytecode,
  profilesAbi,
  profilesBytecode,
  registryBytecode,
  snmAbi,
  snmBytecode,
} from '@sonm/contracts'
import type { Address, Hex, OrderDomain } from '@sonm/model'
import { encodeDeployData, encodeFunctionData } from 'viem'
import { startAnvil } from '../testing/index.ts'
import { lower } from '../viem/structs.ts'
import { ADDRESSES, FUNDS_WEI, PRICE_MAX_AGE_SECONDS, START_SECONDS } from './cast.ts'

/** A chain with all contracts, where every script begins anew. */
export interface Theatre {
  readonly contracts: Readonly<Record<'snm' | 'registry' | 'profiles' | 'oracle' | 'market', Address>>
  readonly domain: OrderDomain
  /** Holds the rest of the SNM, is the oracle's one reporter and the only validator. */
  readonly treasury: Address
  rpc<Result>(method: string, ...params: readonly unknown[]): Promise<Result>
  stop(): Promise<void>
}

export async function openTheatre(): Promise<Theatre> {
  const anvil = await startAnvil({ clock: systemClock, startSeconds: START_SECONDS - 10_000n })
  try {
    const line = connect(anvil.port)
    const [treasury] = await line.rpc<readonly [Address]>('eth_accounts')
    const send = async (transaction: object): Promise<Address> => {
      const sent = { from: treasury, gas: '0x1000000', ...transaction }
      const receipt = await line.rpc<{ status: Hex; contractAddress: Address }>('eth_sendTransactionSync', sent)
      if (receipt.status !== '0x1') throw new Error('a contract could not be deployed')
      return receipt.contractAddress && lower(receipt.contractAddress)
    }
    const snm = await send({ data: encodeDeployData({ abi: snmAbi, bytecode: snmBytecode, args: [treasury] }) })
    const registry = await send({ data: registryBytecode })
    const founders = [{ account: treasury, level: 4 }]
    const profiles = await send({
      data: encodeDeployData({ abi: profilesAbi, bytecode: profilesBytecode, args: [founders] }),
    })
    const reporters = [treasury]
    const oracle = await send({
      data: encodeDeployData({ abi: oracleAbi, bytecode: oracleBytecode, args: [reporters, PRICE_MAX_AGE_SECONDS] }),
    })
    const marketArgs = [snm, registry, profiles, oracle, PRICE_MAX_AGE_SECONDS] as const
    const market = await send({
      data: encodeDeployData({ abi: marketAbi, bytecode: marketBytecode, args: marketArgs }),
    })
    for (const address of ADDRESSES) {
      const data = encodeFunctionData({ abi: snmAbi, functionName: 'transfer', args: [address, FUNDS_WEI] })
      await send({ to: snm, data })
    }
    return {
      contracts: { snm, registry, profiles, oracle, market },
      domain: { chainId: anvil.chainId, market },
      treasury,
      rpc: line.rpc,
      async stop() {
        line.close()
        await anvil.stop()
      },
    }
  } catch (error) {
    await anvil.stop()
    throw error
  }
}

/** Plain JSON-RPC over one connection: a client that looks after itself would take longer than the chain. */
function connect(port: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const post = (body: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      const sent = httpRequest({ host: '127.0.0.1', port, method: 'POST', agent, headers }, (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.once('error', reject)
        answer.once('end', () => resolve(Buffer.concat(parts).toString()))
      })
      sent.once('error', reject)
      sent.end(body)
    })
  return {
    async rpc<Result>(method: string, ...params: readonly unknown[]): Promise<Result> {
      const answer = JSON.parse(await post(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params })))
      if (answer.error) throw new Error(`${method}: ${answer.error.message}`)
      return answer.result
    },
    close: () => agent.destroy(),
  }
}
