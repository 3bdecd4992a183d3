import type { MessageInitShape } from '@bufbuild/protobuf'
import {
  BENCHMARKS,
  benchmarkOf,
  fail,
  formatDealDuration,
  formatPricePerHour,
  formatSize,
  type Order,
  parseDealDuration,
  parsePrice,
  parseTypedSize,
} from '@sonm/model'
import { type BidPlan, Denomination, type OrderSchema, orderFromMessage, Side, type StandingBid } from '@sonm/protocol'
import { ether, grouped, moment, snm } from './format.ts'
import type { Tone } from './parts/parts.tsx'

/** What a buyer writes, field by field; an empty one asks for nothing. */
export interface BidForm {
  readonly price: string
  readonly duration: string
  readonly cores: string
  readonly ram: string
  readonly gpus: string
  readonly gpuMemory: string
}

export const EMPTY_BID: BidForm = { price: '', duration: '', cores: '', ram: '', gpus: '', gpuMemory: '' }

/**
 * The bid as the node takes it.
 * @throws MONEY_INVALID, QUANTITY_INVALID, INPUT_INVALID and the like, of the first field that is wrong
 */
export function bidOf(form: BidForm): MessageInitShape<typeof OrderSchema> {
  const { denomination, pricePerSecond } = parsePrice(form.price)
  const size = (text: string) => BigInt(text.trim() === '' ? 0 : parseTypedSize(text))
  const count = (field: 'cores' | 'gpus') => wholeNumber(field, form[field].trim())
  const wanted: Readonly<Record<string, bigint>> = {
    'cpu-cores': count('cores'),
    'ram-size': size(form.ram),
    'gpu-count': count('gpus'),
    'gpu-mem': size(form.gpuMemory),
  }
  return {
    side: Side.BID,
    denomination: Denomination[denomination],
    pricePerSecond: String(pricePerSecond),
    durationSeconds: form.duration.trim() === '' ? 0n : parseDealDuration(form.duration),
    identityLevel: 1,
    benchmarks: BENCHMARKS.map(({ code }) => wanted[code] ?? 0n),
  }
}

function wholeNumber(field: string, text: string): bigint {
  if (text === '') return 0n
  if (!/^\d{1,9}$/.test(text)) throw fail('INPUT_INVALID', { field, reason: `'${text}' is no whole number` })
  return BigInt(text)
}

export type WantedBid = ReturnType<typeof bidOf>

/** What a bid binds to, before it is signed. */
export interface BidPlanView {
  readonly facts: readonly (readonly [string, string])[]
  /** Empty: there is money enough. */
  readonly warning: string
}

/** @param take whether the node opens the deal by itself, and moves what it needs for that */
export function bidPlanView(plan: BidPlan, take: boolean): BidPlanView {
  const order = orderFromMessage(plan.bid)
  const perHour = `${snm(String(BigInt(plan.mostPerSecondWei) * 3600n))}/h`
  const price = formatPricePerHour(order.pricePerSecond, order.denomination)
  const depositWei = BigInt(plan.depositWei || '0')
  const lackingWei = depositWei - BigInt(plan.walletWei || '0')
  const usd: [string, string] = [
    '1 USD is',
    `${snm(plan.snmPerUsd)} now, as each bill finds it; at most ${snm(String(order.snmPerUsdCap))}`,
  ]
  const deposit: [string, string] = take
    ? ['Moved from the wallet', `${snm(plan.depositWei)} at most, when the deal opens`]
    : [
        'Missing in the market',
        `${snm(plan.depositWei)} for the dearest offer: deposit it, or its supplier cannot rent to you`,
      ]
  const fee: [string, string] = ['Network fee', `about ${ether(plan.feeWei)}`]
  const facts: [string, string][] = [
    ['Wanted', wantedText(order)],
    ['Price', `${price} at most`],
    ...(plan.snmPerUsd === '' ? [] : [usd]),
    [
      'Costs',
      plan.mostWei === ''
        ? `${perHour} at most, until you close the deal`
        : `${snm(plan.mostWei)} at most, for ${formatDealDuration(order.durationSeconds)}`,
    ],
    ['Held at first', `${snm(plan.lockWei)} at most; what is not used comes back`],
    ...(depositWei === 0n ? [] : [deposit]),
    ['Bond', 'what the offer has; it is yours if the supplier leaves early'],
    ['Binds until', moment(Number(order.expiresAtSeconds) * 1000)],
    ...(plan.feeWei === '' ? [] : [fee]),
  ]
  const warning =
    lackingWei > 0n
      ? `The wallet holds ${snm(plan.walletWei)}: ${snm(String(lackingWei))} too little for the dearest offer.`
      : ''
  return { facts, warning }
}

/** A standing bid as a row of the table. */
export interface BidView {
  readonly hash: string
  readonly state: string
  /** That it has led to; 0: none. */
  readonly dealId: bigint
  readonly tone: Tone
  readonly isOpen: boolean
  /** Whoever has it can make a deal of it. */
  readonly isBinding: boolean
  readonly most: string
  /** "spot", "for 2h". */
  readonly term: string
  readonly wanted: string
  readonly takes: boolean
  readonly until: number
  /** What is wrong, or to know. */
  readonly remark: string
}

/** One that a newer node made up stays as it is. */
const STATES: Readonly<Record<string, readonly [words: string, tone: Tone]>> = {
  standing: ['waiting for an offer', 'busy'],
  taken: ['rented', 'good'],
  cancelled: ['cancelled', 'plain'],
  expired: ['expired', 'plain'],
}
const LOOSE = ['cancelled, still binding', 'warn'] as const

export function bidView(standing: StandingBid): BidView {
  const { orderHash, bid, state, take, dealId, marketplaces, problem, isBinding } = standing
  const order = orderFromMessage(bid)
  const isLoose = state === 'cancelled' && isBinding
  const isPlaced = state !== 'standing' || marketplaces.length > 0
  const [words, tone] = isPlaced ? (isLoose ? LOOSE : (STATES[state] ?? [state, 'plain'])) : unplaced(standing)
  return {
    hash: orderHash,
    state: words,
    dealId,
    isBinding,
    tone,
    isOpen: state === 'standing',
    most: grouped(formatPricePerHour(order.pricePerSecond, order.denomination)),
    term: order.durationSeconds === 0n ? 'spot' : `for ${formatDealDuration(order.durationSeconds)}`,
    wanted: wantedText(order),
    takes: take,
    until: Number(order.expiresAtSeconds) * 1000,
    remark:
      problem ||
      (isLoose
        ? 'A supplier who has it can still open the deal.'
        : state === 'standing' && isPlaced
          ? `At ${marketplaces.length} ${marketplaces.length === 1 ? 'marketplace' : 'marketplaces'}.`
          : ''),
  }
}

/** No marketplace has it: it was signed just now, or something is wrong. */
function unplaced({ problem, isBinding }: StandingBid): readonly [words: string, tone: Tone] {
  if (problem === '') return ['being placed…', 'busy']
  return [isBinding ? 'at no marketplace' : 'not placed yet', 'warn']
}

/** "2 cores, 4 GiB of RAM". */
function wantedText({ benchmarks }: Order): string {
  const of = (code: Parameters<typeof benchmarkOf>[1]) => benchmarkOf(benchmarks, code)
  const counted = (number: bigint, one: string) => (number > 0n ? [`${number} ${one}${number === 1n ? '' : 's'}`] : [])
  const sized = (bytes: bigint, of: string) => (bytes > 0n ? [`${formatSize(Number(bytes))} of ${of}`] : [])
  const named = new Set(['cpu-cores', 'ram-size', 'gpu-count', 'gpu-mem', 'storage-size'])
  const others = BENCHMARKS.filter(({ code }) => !named.has(code) && of(code) > 0n)
  const parts = [
    ...counted(of('cpu-cores'), 'core'),
    ...sized(of('ram-size'), 'RAM'),
    ...sized(of('storage-size'), 'disk'),
    ...counted(of('gpu-count'), 'GPU'),
    ...sized(of('gpu-mem'), 'GPU memory'),
    ...others.map(({ code }) => `${code} ${of(code)}`),
  ]
  return parts.join(', ') || 'any machine'
}
