import { systemClock } from '@sonm/common'
import { fromHex, type Signer, signerFromPrivateKey } from '@sonm/model'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChainClient } from '../client.ts'
import { deployContracts } from '../deploy/deploy-contracts.ts'
import { setEth, startTestChain, type TestChain } from '../testing/index.ts'
import { createChainClient } from './create-chain-client.ts'

const SNM = 10n ** 18n
const keyOf = (digit: string) => fromHex(`0x${digit.repeat(64)}`)

let world: TestChain
let first: ChainClient
let second: ChainClient

/** A faucet that has two portions, and gives an account one an hour. */
beforeAll(async () => {
  world = await startTestChain({ clock: systemClock })
  const { anvil, deployer } = world
  const { contracts } = await deployContracts({
    url: anvil.url,
    expectedChainId: anvil.chainId,
    deployer,
    clock: systemClock,
    faucet: { amountWei: 100n * SNM, intervalSeconds: 3600n, fundWei: 250n * SNM },
  })
  const client = async (signer: Signer) => {
    await setEth(anvil, signer.address, SNM)
    return createChainClient({
      url: anvil.url,
      expectedChainId: anvil.chainId,
      contracts,
      signer,
      clock: systemClock,
      pollIntervalMs: 20,
    })
  }
  first = await client(signerFromPrivateKey(keyOf('5')))
  second = await client(signerFromPrivateKey(keyOf('6')))
})
afterAll(() => world?.stop())

test('an account gets a portion an hour, is told when the next one is due, and that none is left', async () => {
  await first.requestFaucet()
  const { timestampSeconds } = await first.latest()
  const nextAt = new Date(Number(timestampSeconds + 3600n) * 1000).toISOString()
  await expect(first.requestFaucet()).rejects.toMatchObject({
    code: 'FAUCET_TOO_SOON',
    data: { nextAt: expect.stringContaining(nextAt.slice(0, 19)) },
  })
  expect((await first.balances(first.account)).snmWei).toBe(100n * SNM)

  await world.advance(3601n)
  await first.requestFaucet()
  expect((await first.balances(first.account)).snmWei).toBe(200n * SNM)

  // What is left is less than a portion.
  await expect(second.requestFaucet()).rejects.toMatchObject({ code: 'FAUCET_EMPTY' })
  expect((await second.balances(second.account)).snmWei).toBe(0n)
})
