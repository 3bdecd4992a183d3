import type { Address } from '@sonm/model'
import type { PublicClient } from 'viem'
import { RawChain, type RpcRequest } from '../follower/raw-chain.ts'
import { codedFailure } from './failure.ts'

/** Blocks and events of the market as one endpoint tells them. */
export function readThrough(client: PublicClient, market: Address): RawChain {
  const url = client.name
  const request: RpcRequest = async (method, params) => {
    try {
      return await client.request({ method, params } as never)
    } catch (error) {
      throw codedFailure(error, url)
    }
  }
  return new RawChain({ url, market, request })
}
