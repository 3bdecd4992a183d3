import { type Address, checksumAddress, fail, formatPayment, formatUsd, parseDurationMs, visible } from '@sonm/model'
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
}

export function historyCommand(): Command {
  const command = withOutput(new Command('history'))
    .description(
      "What came to the node's account and left it, the newest first. SNM is read from the chain; Ether and other tokens are listed where this node has sent them.",
    )
    .option('--limit <count>', 'how many at most, up to 500', '50')
    .option('--since <when>', 'nothing older: a date such as 2026-01-31, or a duration such as 7d')
    .option('--cursor <cursor>', 'go on with the page before, which tells it')
    .action(async (options: HistoryOptions) => {
      const request = {
        limit: readCount('--limit', options.limit),
        sinceSeconds: options.since === undefined ? 0n : readSince(options.since, now()),
        cursor: options.cursor ?? '',
      }
      const [found, { snmContract }] = await withNode(homeOf(options), (api) =>
        Promise.all([api.wallet.listHistory(request), api.status.getStatus({})]),
      )
      printMessage(options, HistoryResponseSchema, found, () => historyText(found, snmContract))
    })
  return withExamples(
    command,
    'sonm wallet history',
    'sonm wallet history --since 7d',
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

export function historyText(found: HistoryResponse, snm: string): string {
  const { movements, nextCursor, readToBlock, latestBlock, prices } = found
  const notes = [
    ...(readToBlock < latestBlock ? [`The chain is read up to block ${readToBlock} of ${latestBlock}.`] : []),
    ...(nextCursor === '' ? [] : [`There is more: \`sonm wallet history --cursor ${nextCursor}\``]),
  ]
  if (movements.length === 0) return ['Nothing came or went.', ...notes].join('\n')
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
