import { systemClock } from '@sonm/common'
import { type Address, fromHex, signerFromPrivateKey } from '@sonm/model'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChainClient, Receipt } from '../client.ts'
import { deployContracts } from '../deploy/deploy-contracts.ts'
import { setEth, startTestChain, type TestChain } from '../testing/index.ts'
import type { Payment, WalletChain } from '../wallet-chain.ts'
import { createChainClient } from './create-chain-client.ts'

const ONE = 10n ** 18n
const OTHER = `0x${'77'.repeat(20)}` as const
const key = fromHex(`0x${'7c'.repeat(32)}`)

let world: TestChain
let chain: ChainClient & { readonly wallet: WalletChain }
/** A token that is not this network's SNM: that of another network on the same chain. */
let foreign: Address

beforeAll(async () => {
  world = await startTestChain({ clock: systemClock })
  const { anvil, deployer, contracts } = world
  const place = { url: anvil.url, expectedChainId: anvil.chainId, clock: systemClock }
  const second = await deployContracts({ ...place, deployer, salt: 'another' })
  foreign = second.contracts.snm
  const signer = signerFromPrivateKey(key)
  chain = createChainClient({ ...place, contracts, signer, pollIntervalMs: 20 })
  const treasury = createChainClient({ ...place, contracts, signer: deployer, pollIntervalMs: 20 })
  await setEth(anvil, chain.account, 10n * ONE)
  await treasury.transferSnm(chain.account, 100n * ONE)
  await treasury.wallet.transferToken(foreign, chain.account, 50n * ONE)
})
afterAll(() => world?.stop())

test('a foreign token is told, held and sent; SNM is not touched by it', async () => {
  const { wallet, account } = chain
  expect(await wallet.token(foreign)).toEqual({ address: foreign, symbol: 'SNM', decimals: 18 })
  const before = await chain.balances(account)
  await wallet.transferToken(foreign, OTHER, 20n * ONE)
  expect(await wallet.tokenBalance(foreign, account)).toBe(30n * ONE)
  expect(await wallet.tokenBalance(foreign, OTHER)).toBe(20n * ONE)
  expect((await chain.balances(account)).snmWei).toBe(before.snmWei)
  await expect(wallet.transferToken(foreign, OTHER, 31n * ONE)).rejects.toMatchObject({ code: 'TOKEN_REFUSED' })
  await expect(wallet.token(OTHER)).rejects.toMatchObject({ code: 'TOKEN_INVALID' })
  expect(await Promise.all([wallet.isContract(foreign), wallet.isContract(OTHER)])).toEqual([true, false])
})

test('a quote holds for the payment that follows it, and says what the payment would be refused with', async () => {
  const payments: [Payment, () => Promise<Receipt>][] = [
    [{ kind: 'ether', to: OTHER, amountWei: ONE }, () => chain.transferEth(OTHER, ONE)],
    [{ kind: 'token', token: chain.wallet.contracts.snm, to: OTHER, amount: ONE }, () => chain.transferSnm(OTHER, ONE)],
    [{ kind: 'token', token: foreign, to: OTHER, amount: 1n }, () => chain.wallet.transferToken(foreign, OTHER, 1n)],
    [{ kind: 'deposit', amountWei: 5n * ONE }, () => chain.deposit(5n * ONE)],
    [{ kind: 'withdraw', amountWei: 2n * ONE }, () => chain.withdraw(2n * ONE)],
    [{ kind: 'faucet' }, () => chain.requestFaucet()],
  ]
  for (const [payment, pay] of payments) {
    const quote = await chain.wallet.quote(payment)
    const { feeWei, gasUsed, txHash, blockNumber, timestampSeconds } = await pay()
    const mined = { kind: 'mined', txHash, feeWei, blockNumber, timestampSeconds, isReverted: false }
    expect(await chain.wallet.fateOf([{ nonce: 0, txHash }], undefined), payment.kind).toEqual(mined)
    expect(gasUsed <= quote.gas, payment.kind).toBe(true)
    expect(feeWei <= quote.maxFeeWei && quote.feeWei <= quote.maxFeeWei, payment.kind).toBe(true)
    expect(quote.feeWei > feeWei / 2n, payment.kind).toBe(true)
  }
  expect(chain.wallet.isDev).toBe(true)
  expect(await chain.wallet.faucetAmountWei()).toBe(100n * ONE)
  const { gas, feeWei, maxFeeWei } = await chain.wallet.quote({ kind: 'ether', to: OTHER, amountWei: 1n })
  expect(await chain.wallet.feeOf(gas)).toEqual({ gas, feeWei, maxFeeWei })
  const refusals: [Payment, string][] = [
    [{ kind: 'ether', to: OTHER, amountWei: 1000n * ONE }, 'ETH_INSUFFICIENT'],
    [{ kind: 'token', token: chain.wallet.contracts.snm, to: OTHER, amount: 10n ** 9n * ONE }, 'SNM_INSUFFICIENT'],
    [{ kind: 'token', token: foreign, to: OTHER, amount: 10n ** 9n * ONE }, 'TOKEN_REFUSED'],
    [{ kind: 'withdraw', amountWei: 1000n * ONE }, 'BALANCE_INSUFFICIENT'],
  ]
  for (const [payment, code] of refusals) await expect(chain.wallet.quote(payment)).rejects.toMatchObject({ code })
})

test('what came and went in SNM is read from the chain, each once, in its order', async () => {
  const { account, market, wallet } = chain
  const { blockNumber: start } = await chain.transferSnm(account, 3n)
  await chain.transferSnm(OTHER, 4n)
  await chain.deposit(5n)
  await chain.requestFaucet()
  const { blockNumber: end } = await wallet.transferToken(foreign, OTHER, 6n)
  const transfers = await wallet.tokenTransfers(wallet.contracts.snm, account, start, end)
  expect(transfers.map(({ from, to, amount }) => [from, to, amount])).toEqual([
    [account, account, 3n],
    [account, OTHER, 4n],
    [account, market, 5n],
    [wallet.contracts.faucet, account, 100n * ONE],
  ])
  const latest = await chain.latest()
  for (const { timestampSeconds, blockHash, blockNumber } of transfers) {
    expect(blockHash).toBe(await chain.blockHash(blockNumber))
    expect(timestampSeconds <= latest.timestampSeconds && timestampSeconds > latest.timestampSeconds - 600n).toBe(true)
  }
  expect(await wallet.tokenTransfers(wallet.contracts.snm, account, end, end)).toEqual([])
})

test('what came and went in a foreign token is read alike, and none of it is SNM', async () => {
  const { account, wallet } = chain
  const { blockNumber: start } = await wallet.transferToken(foreign, OTHER, 3n)
  await chain.transferSnm(OTHER, 4n)
  const { blockNumber: end } = await wallet.transferToken(foreign, account, 5n)
  const transfers = await wallet.tokenTransfers(foreign, account, start, end)
  expect(transfers.map(({ from, to, amount, blockNumber }) => [from, to, amount, blockNumber])).toEqual([
    [account, OTHER, 3n, start],
    [account, account, 5n, end],
  ])
  expect(await wallet.tokenTransfers(OTHER, account, start, end)).toEqual([])
})

test('Ether is made on this chain alone, and a feed that is none has no price', async () => {
  const before = await chain.balances(chain.account)
  expect(await chain.wallet.giveDevEther(ONE)).toBe(true)
  expect((await chain.balances(chain.account)).ethWei - before.ethWei).toBe(ONE)
  expect(await chain.wallet.usdPrice(foreign)).toBeUndefined()
  expect(await chain.wallet.usdPrice(OTHER)).toBeUndefined()
})
