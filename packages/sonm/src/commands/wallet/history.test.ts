import { create } from '@bufbuild/protobuf'
import { HistoryResponseSchema } from '@sonm/protocol'
import { describe, expect, it } from 'vitest'
import { historyText, readSince } from './history.ts'

const SNM_CONTRACT = `0x${'5a'.repeat(20)}`
const TOKEN = `0x${'70'.repeat(20)}`
const PAYEE = '0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359'
const ONE = 10n ** 18n
const NOW = 1_800_000_000n

describe('the history', () => {
  const movement = {
    counterparty: PAYEE.toLowerCase(),
    txHash: `0x${'ab'.repeat(32)}`,
    timestampSeconds: NOW,
    state: 'confirmed',
  }
  const snm = { address: SNM_CONTRACT, symbol: 'SNM', decimals: 18 }
  const found = create(HistoryResponseSchema, {
    movements: [
      {
        ...movement,
        kind: 'earning',
        token: snm,
        amount: (2n * ONE).toString(),
        dealId: 7n,
        counterpartyName: 'alice',
      },
      { ...movement, kind: 'sent', token: { symbol: 'ETH', decimals: 18 }, amount: ONE.toString(), state: 'pending' },
      { ...movement, kind: 'deposit', token: snm, amount: ONE.toString(), counterparty: '' },
      { ...movement, kind: 'sent', token: { address: TOKEN, symbol: 'US\u001b[2JDC', decimals: 6 }, amount: '1' },
    ],
    readToBlock: 5n,
    latestBlock: 9n,
    nextCursor: '1.2.3',
  })

  it('says what came with +, what left with -, with whom and for which deal, and what is not certain', () => {
    const lines = historyText(found, SNM_CONTRACT)
      .split('\n')
      .map((line) => line.replace(/ {2,}/g, ' | '))
    expect(lines.slice(1, 4)).toEqual([
      '2027-01-15 08:00 | earning for deal 7 | +2 SNM | alice | 0xabababab…',
      `2027-01-15 08:00 | sent (pending) | -1 ETH | ${PAYEE} | 0xabababab…`,
      '2027-01-15 08:00 | deposit | 1 SNM | 0xabababab…',
    ])
    expect(lines.join()).not.toContain('\u001b')
    expect(lines.slice(5)).toEqual([
      'The chain is read up to block 5 of 9.',
      expect.stringContaining('wallet history --cursor 1.2.3'),
    ])
    expect(lines.join()).not.toContain('USD')
  })

  it('has USD of what has a price, and says of when the price is', () => {
    const text = historyText(
      { ...found, prices: { $typeName: 'sonm.v1.UsdPrices', snm: ONE.toString(), eth: '' } },
      SNM_CONTRACT,
    )
    expect(text).toMatch(/\+2 SNM +2 /)
    expect(text).toMatch(/-1 ETH +0x/)
    expect(text).toContain('* at the price of now')
  })

  it('goes on with the token that it was asked for', () => {
    expect(historyText(found, SNM_CONTRACT, TOKEN)).toContain(`wallet history --token ${TOKEN} --cursor 1.2.3`)
    const empty = create(HistoryResponseSchema, { nextCursor: '7.0' })
    expect(historyText(empty, SNM_CONTRACT, TOKEN)).toMatch(/^Nothing came or went lately\.\nThere is more/)
  })

  it('may be empty', () => {
    expect(historyText(create(HistoryResponseSchema, {}), SNM_CONTRACT)).toBe('Nothing came or went.')
  })

  it.each([
    ['2026-01-31', 1_769_817_600n],
    ['2026-01-31T12:30', 1_769_862_600n],
    ['2026-01-31T12:30:05Z', 1_769_862_605n],
    ['1969-01-01', 0n],
    ['7d', NOW - 7n * 86_400n],
    ['1h', NOW - 3600n],
  ])('since %s is read', (text, expected) => {
    expect(readSince(text, NOW)).toBe(expected)
  })

  it.each(['', 'yesterday', '2026-02-30', '2026-13-01', '31.01.2026', '-7d', '2026-01-31T25:00', '\u001b[2J'])(
    'since %j is refused',
    (text) => {
      expect(() => readSince(text, NOW)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID' }))
    },
  )
})
