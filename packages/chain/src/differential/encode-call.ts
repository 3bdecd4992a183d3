import { marketAbi, oracleAbi, profilesAbi, registryAbi, snmAbi } from '@sonm/contracts'
import { type Address, type Hex, type OrderPair, packDeal, type TakeRequest, ZERO_BYTES32 } from '@sonm/model'
import { encodeFunctionData, parseSignature } from 'viem'
import { toAmendmentStruct, toOrderStruct } from '../viem/structs.ts'
import type { Call } from './call.ts'
import type { Theatre } from './theatre.ts'

export interface ChainCall {
  readonly from: Address
  readonly to: Address
  readonly data: Hex
}

/** The call as the chain gets it; `feedLies` is none. */
export function encodeCall(call: Exclude<Call, { kind: 'feedLies' }>, { contracts, treasury }: Theatre): ChainCall {
  const { sender } = call
  const market = (data: Hex): ChainCall => ({ from: sender, to: contracts.market, data })
  const token = (data: Hex): ChainCall => ({ from: sender, to: contracts.snm, data })
  switch (call.kind) {
    case 'approve': {
      const args = [contracts.market, call.wei] as const
      return token(encodeFunctionData({ abi: snmAbi, functionName: 'approve', args }))
    }
    case 'transfer': {
      const args = [call.to, call.wei] as const
      return token(encodeFunctionData({ abi: snmAbi, functionName: 'transfer', args }))
    }
    case 'announce':
    case 'confirm':
    case 'remove': {
      const data = encodeFunctionData({ abi: registryAbi, functionName: call.kind, args: [call.account] })
      return { from: sender, to: contracts.registry, data }
    }
    case 'report': {
      const data = encodeFunctionData({ abi: oracleAbi, functionName: 'report', args: [call.answer] })
      return { from: treasury, to: contracts.oracle, data }
    }
    case 'certify': {
      const args = [call.account, call.level, ZERO_BYTES32, '0x', Number(call.expiresAtSeconds)] as const
      const data = encodeFunctionData({ abi: profilesAbi, functionName: 'certify', args })
      return { from: treasury, to: contracts.profiles, data }
    }
    default:
      return market(encodeMarketCall(call))
  }
}

type MarketCall = Exclude<
  Call,
  { kind: 'feedLies' | 'approve' | 'transfer' | 'announce' | 'confirm' | 'remove' | 'report' | 'certify' }
>

function encodeMarketCall(call: MarketCall): Hex {
  const abi = marketAbi
  switch (call.kind) {
    case 'deposit':
      return encodeFunctionData({ abi, functionName: 'deposit', args: [call.account, call.wei] })
    case 'depositWithPermit': {
      const { deadline, signature } = call.permit
      const { r, s, yParity } = parseSignature(signature)
      const args = [call.account, call.wei, deadline, 27 + yParity, r, s] as const
      return encodeFunctionData({ abi, functionName: 'depositWithPermit', args })
    }
    case 'withdraw':
      return encodeFunctionData({ abi, functionName: 'withdraw', args: [call.wei] })
    case 'cancel':
      return encodeFunctionData({ abi, functionName: 'cancel', args: [call.nonces] })
    case 'cancelAll':
      return encodeFunctionData({ abi, functionName: 'cancelAll' })
    case 'setBlacklisted':
      return encodeFunctionData({ abi, functionName: 'setBlacklisted', args: [call.accounts, call.listed] })
    case 'take': {
      const { ask, durationSeconds, snmPerUsdCap, signature } = takeStruct(call.request)
      return encodeFunctionData({ abi, functionName: 'take', args: [ask, durationSeconds, snmPerUsdCap, signature] })
    }
    case 'takeBatch': {
      const args = [call.requests.map(takeStruct), call.atLeast] as const
      return encodeFunctionData({ abi, functionName: 'takeBatch', args })
    }
    case 'openDeal': {
      const { ask, bid, askSignature, bidSignature } = openStruct(call.request)
      return encodeFunctionData({ abi, functionName: 'openDeal', args: [ask, bid, askSignature, bidSignature] })
    }
    case 'openDealBatch': {
      const args = [call.requests.map(openStruct), call.atLeast] as const
      return encodeFunctionData({ abi, functionName: 'openDealBatch', args })
    }
    case 'bill':
    case 'close':
      return encodeFunctionData({ abi, functionName: call.kind, args: [packDeal(call.deal)] })
    case 'billBatch':
    case 'closeBatch':
      return encodeFunctionData({ abi, functionName: call.kind, args: [call.deals.map(packDeal)] })
    case 'amend': {
      const { amendment, deal, buyerSignature, supplierSignature } = call
      const args = [toAmendmentStruct(amendment), packDeal(deal), buyerSignature, supplierSignature] as const
      return encodeFunctionData({ abi, functionName: 'amend', args })
    }
  }
}

function takeStruct({ ask, durationSeconds, snmPerUsdCap = 0n }: TakeRequest) {
  const { order, signature } = ask
  return { ask: toOrderStruct(order), durationSeconds: Number(durationSeconds), snmPerUsdCap, signature }
}

function openStruct({ ask, bid }: OrderPair) {
  return {
    ask: toOrderStruct(ask.order),
    bid: toOrderStruct(bid.order),
    askSignature: ask.signature,
    bidSignature: bid.signature,
  }
}
