import { CodedError } from '@sonm/common'
import { fail, type Hex } from '@sonm/model'
import {
  encodeAbiParameters,
  encodeEventTopics,
  type Log,
  padHex,
  parseAbi,
  stringToHex,
  toFunctionSelector,
  toHex,
} from 'viem'
import { describe, expect, it, test } from 'vitest'
import { checkTransferred, readToken, tokenBalance, transferCall } from './erc20.ts'
import type { Rpc } from './rpc.ts'

const TOKEN = `0x${'a4'.repeat(20)}` as const
const [ME, OTHER] = [`0x${'01'.repeat(20)}`, `0x${'02'.repeat(20)}`] as const
const TX = `0x${'ee'.repeat(32)}` as const

type Answers = Readonly<Record<string, Hex | CodedError | undefined>>

/** An endpoint with one contract, which answers each function as told; others it refuses. */
function rpcOf(answers: Answers, code: Hex = '0x60'): Rpc {
  const bySelector = Object.entries(answers).map(([name, answer]) => [toFunctionSelector(name), answer] as const)
  const client = {
    getCode: async () => code,
    call: async ({ data }: { data: Hex }) => {
      const found = bySelector.find(([selector]) => data.startsWith(selector))
      if (found === undefined || found[1] instanceof CodedError) {
        throw found?.[1] ?? fail('TRANSACTION_REVERTED', { reason: 'it gave no reason' })
      }
      return { data: found[1] }
    },
  }
  const ask = (request: (given: typeof client) => unknown) => request(client)
  const agreeOnState = (_: string, request: (given: typeof client, at: object) => unknown) => request(client, {})
  return { ask, agreeOnState } as unknown as Rpc
}

const word = (value: bigint) => padHex(toHex(value), { size: 32 })
const text = (value: string) => encodeAbiParameters([{ type: 'string' }], [value])
const sound: Answers = { 'symbol()': text('USDC'), 'decimals()': word(6n), 'balanceOf(address)': word(5n) }
const outage = fail('CHAIN_UNREACHABLE', { url: 'x', reason: 'y' })

describe('a token', () => {
  it.each<[string, Hex | undefined, string]>([
    ['as most have it', text('USDC'), 'USDC'],
    ['in 32 bytes, as old ones have it', stringToHex('MKR', { size: 32 }), 'MKR'],
    ['with control characters', text('US\u001b[2J\u202eDC\n'), 'US [2J DC'],
    ['of huge length', text('A'.repeat(300)), `${'A'.repeat(11)}…`],
    ['of absurd length', text('A'.repeat(30_000)), ''],
    ['that is no text', '0x1234', ''],
    ['with a length that lies', `${word(32n)}${'f'.repeat(64)}` as Hex, ''],
    ['that is empty', text(''), ''],
    ['that it does not tell', undefined, ''],
  ])('has a symbol %s', async (_, answer, symbol) => {
    const read = await readToken(rpcOf({ ...sound, 'symbol()': answer }), TOKEN)
    expect(read).toEqual({ address: TOKEN, symbol, decimals: 6 })
  })

  it('that refuses to tell its symbol can be paid with all the same', async () => {
    const { 'symbol()': _, ...rest } = sound
    expect(await readToken(rpcOf(rest), TOKEN)).toMatchObject({ symbol: '' })
  })

  it.each<[string, Answers]>([
    ['no decimals', { 'decimals()': undefined }],
    ['decimals of a wrong size', { 'decimals()': '0x12' }],
    ['absurd decimals', { 'decimals()': word(77n) }],
    ['decimals that are no small number', { 'decimals()': word(2n ** 256n - 1n) }],
    ['decimals that it refuses to tell', { 'decimals()': fail('TRANSACTION_REVERTED', { reason: 'no' }) }],
  ])('with %s is refused', async (_, change) => {
    await expect(readToken(rpcOf({ ...sound, ...change }), TOKEN)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  })

  it('needs a contract, and one that tells what an account holds', async () => {
    await expect(readToken(rpcOf(sound, '0x'), TOKEN)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
    expect(await tokenBalance(rpcOf(sound), TOKEN, ME)).toBe(5n)
    for (const answer of [undefined, '0x01', text('much')] as const) {
      const rpc = rpcOf({ 'balanceOf(address)': answer })
      await expect(tokenBalance(rpc, TOKEN, ME)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
    }
  })

  it('is not blamed for an outage, nor for endpoints that disagree', async () => {
    const dispute = fail('CHAIN_DISAGREES', { subject: 'x', answers: 'y' })
    await expect(readToken(rpcOf({ ...sound, 'decimals()': dispute }), TOKEN)).rejects.toBe(dispute)
    await expect(readToken(rpcOf({ ...sound, 'decimals()': outage }), TOKEN)).rejects.toBe(outage)
    await expect(transferCall(rpcOf({ 'transfer(address,uint256)': outage }), TOKEN, ME, OTHER, 1n)).rejects.toBe(
      outage,
    )
  })
})

describe('a transfer', () => {
  const tried = (answer: Hex | CodedError | undefined) =>
    transferCall(rpcOf({ 'transfer(address,uint256)': answer }), TOKEN, ME, OTHER, 1n)

  it.each([
    ['true', word(1n)],
    ['nothing, as tokens of old do', undefined],
  ])('that returns %s is sent', async (_, answer) => {
    expect(await tried(answer)).toMatchObject({ to: TOKEN })
  })

  it.each<[string, Hex | CodedError, string]>([
    ['false', word(0n), 'would fail'],
    ['a number that is no yes', word(2n), 'would fail'],
    ['half a word', '0x01', 'would fail'],
    ['a text', text('yes'), 'would fail'],
    ['a refusal with its reason', fail('TRANSACTION_REVERTED', { reason: 'paused\u001b[2J' }), 'paused [2J'],
    // A foreign contract may revert with what SNM does; it is still no matter of SNM.
    ['the error of another', fail('SNM_INSUFFICIENT', { account: ME, needed: '2', available: '1' }), 'are needed'],
  ])('that would return %s is not sent', async (_, answer, reason) => {
    const failure = await tried(answer).catch((error: unknown) => error)
    expect(failure).toMatchObject({ code: 'TOKEN_REFUSED', data: { reason: expect.stringContaining(reason) } })
    expect(String(failure)).not.toContain('\u001b')
  })

  test('that was mined counts when the token itself says that it has paid this payee', () => {
    const abi = parseAbi(['event Transfer(address indexed from, address indexed to, uint256 amount)'])
    const log = (address: Hex, from: Hex, to: Hex) =>
      ({ address, topics: encodeEventTopics({ abi, args: { from, to } }), data: word(1n) }) as unknown as Log
    const check = (logs: readonly Log[]) => () => checkTransferred(logs, TOKEN, ME, OTHER, TX)
    expect(check([log(OTHER, ME, OTHER), log(TOKEN, ME, OTHER)])).not.toThrow()
    for (const logs of [[], [log(OTHER, ME, OTHER)], [log(TOKEN, ME, ME)], [log(TOKEN, OTHER, OTHER)]]) {
      expect(check(logs)).toThrow(TX)
    }
  })
})
