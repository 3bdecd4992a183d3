import {
  type Address,
  checksumAddress,
  fail,
  formatPayment,
  formatUsd,
  parseAddress,
  parseDurationMs,
  visible,
} from '@sonm/model'
import { type HistoryResponse, HistoryResponseSchema, type Movement } from '@sonm/protocol'
import { Command } from 'commander'
import { withNode } from '../../api/node-api.ts'
import { table } from '../../output/print.ts'
import { homeOf, now, type OutputOptions, printMessage, readCount, withExamples, withOutput } from '../common.ts'
import { currencyOf, priceOf } from './plan-text.ts'

interface HistoryOptions extends OutputOptions {
  readonly limit: string
  readonly since?: string
  readonly cursor?: string
  readonly token?: string
}

export function historyCommand(): Command {
  const command = withOutput(new Command('history'))
    .description(
      "What came to the node's account and left it, the newest first. SNM is read from the chain, and any other token with --token. Ether is listed where this node has sent it: a chain keeps no list of the Ether that an account was sent, so what came is in the balance alone.",
    )
    .option('--limit <count>', 'how many at most, up to 500', '50')
    .option('--since <when>', 'nothing older: a date such as 2026-01-31, or a duration such as 7d')
    .option('--token <address>', 'the transfers of this ERC-20 token instead, with those that came')
    .option('--cursor <cursor>', 'go on with the page before, which tells it')
    .action(async (options: HistoryOptions) => {
      const request = {
        limit: readCount('--limit', options.limit),
        sinceSeconds: options.since === undefined ? 0n : readSince(options.since, now()),
        cursor: options.cursor ?? '',
        token: options.token === undefined ? '' : parseAddress(options.token),
      }
      const [found, { snmContract }] = await withNode(homeOf(options), (api) =>
        Promise.all([api.wallet.listHistory(request), api.status.getStatus({})]),
      )
      printMessage(options, HistoryResponseSchema, found, () => historyText(found, snmContract, options.token))
    })
  return withExamples(
    command,
    'sonm wallet history',
    'sonm wallet history --since 7d',
    'sonm wallet history --token 0xdAC17F958D2ee523a2206206994597C13D831ec7',
    'sonm wallet history --since 2026-01-31 --limit 500 --out json',
  )
}

/** A date (UTC), a time, or a duration before now. @throws INPUT_INVALID */
export function readSince(text: string, nowSeconds: bigint): bigint {
  if (/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z?)?$/.test(text)) {
    const withZone = text.includes('T') && !text.endsWith('Z') ? `${text}Z` : text
    const ms = Date.parse(withZone)
    // A 31st of February is read as a day of March.
    const isReal = !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text.slice(0, 10))
    if (!isReal) throw invalidSince(text)
    return ms < 0 ? 0n : BigInt(ms) / 1000n
  }
  try {
    const since = nowSeconds - BigInt(parseDurationMs(text)) / 1000n
    return since < 0n ? 0n : since
  } catch (cause) {
    throw invalidSince(text, cause)
  }
}

const invalidSince = (text: string, cause?: unknown) =>
  fail(
    'INPUT_INVALID',
    {
      field: '--since',
      reason: `'${visible(text).slice(0, 40)}' is no date such as 2026-01-31, and no duration such as 7d`,
    },
    { cause },
  )

const IN = new Set(['received', 'faucet', 'earning'])
const OUT = new Set(['sent', 'payment'])

/** @param token given: it was asked for this one's alone */
export function historyText(found: HistoryResponse, snm: string, token?: string): string {
  const { movements, nextCursor, readToBlock, latestBlock, prices } = found
  const ofToken = token === undefined ? '' : ` --token ${token}`
  const notes = [
    ...(readToBlock < latestBlock ? [`The chain is read up to block ${readToBlock} of ${latestBlock}.`] : []),
    ...(nextCursor === '' ? [] : [`There is more: \`sonm wallet history${ofToken} --cursor ${nextCursor}\``]),
  ]
  if (movements.length === 0) {
    return [nextCursor === '' ? 'Nothing came or went.' : 'Nothing came or went lately.', ...notes].join('\n')
  }
  const hasUsd = movements.some((movement) => priceOf(movement.token, prices, snm) !== '')
  const head = ['WHEN (UTC)', 'WHAT', 'AMOUNT', ...(hasUsd ? ['USD*'] : []), 'WITH', 'TRANSACTION']
  const rows = movements.map((movement) => [
    whenText(movement.timestampSeconds),
    whatText(movement),
    amountText(movement),
    ...(hasUsd ? [usdText(movement, priceOf(movement.token, prices, snm))] : []),
    withText(movement),
    movement.txHash === '' ? '' : `${movement.txHash.slice(0, 10)}…`,
  ])
  const ofPrices = hasUsd ? ['* at the price of now, not of then'] : []
  return [table(head, rows, ['AMOUNT', 'USD*']), ...ofPrices, ...notes].join('\n')
}

const whenText = (seconds: bigint) => new Date(Number(seconds) * 1000).toISOString().slice(0, 16).replace('T', ' ')

function whatText({ kind, dealId, state }: Movement): string {
  const deal = dealId === 0n ? '' : ` for deal ${dealId}`
  return `${kind}${deal}${state === 'confirmed' ? '' : ` (${state})`}`
}

function amountText({ kind, amount, token }: Movement): string {
  const sign = IN.has(kind) ? '+' : OUT.has(kind) ? '-' : ''
  return `${sign}${formatPayment(BigInt(amount), currencyOf(token))}`
}

function withText({ counterparty, counterpartyName }: Movement): string {
  if (counterpartyName !== '') return counterpartyName
  return counterparty === '' ? '' : checksumAddress(counterparty as Address)
}

function usdText({ amount, token }: Movement, price: string): string {
  return price === '' ? '' : formatUsd(BigInt(amount), currencyOf(token), BigInt(price)).replace(' USD', '')
}
