import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createChainClient } from '@sonm/chain'
import { type Anvil, anvilSigner, startAnvil } from '@sonm/chain/testing'
import { isCoded, systemClock } from '@sonm/common'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DEVNET_CHAIN_ID, deployDevnet } from '../devnet/deploy-devnet.ts'
import { writeDevnetState } from '../devnet/state-file.ts'
import { openHome } from '../home/home.ts'
import { roleSigner } from '../home/keys.ts'
import { type NetworkSettings, writeNetworkFile } from '../home/network-file.ts'
import { usdPricesOf } from '../roles/usd-prices.ts'
import { runCommand } from '../testing/run-command.ts'

const path = mkdtempSync(join(tmpdir(), 'sonm-chain-price-'))
const home = openHome(path)

let anvil: Anvil
let network: NetworkSettings

const run = (...words: readonly string[]) => runCommand('chain', 'price', '--home', path, ...words)

async function codeOf(action: Promise<unknown>): Promise<string> {
  const error = await action.catch((thrown: unknown) => thrown)
  return isCoded(error) ? error.code : `no coded error: ${String(error)}`
}

const clientFor = (index: number) =>
  createChainClient({
    url: anvil.url,
    expectedChainId: DEVNET_CHAIN_ID,
    contracts: network.contracts as never,
    signer: anvilSigner(index),
    clock: systemClock,
  })

beforeAll(async () => {
  anvil = await startAnvil({ clock: systemClock })
  const [buyer, master, hub, worker, locator, marketplace] = [1, 2, 3, 4, 5, 6].map(anvilSigner)
  const others = { buyer, master, hub, worker, locator, marketplace } as Record<string, ReturnType<typeof anvilSigner>>
  const deployer = await roleSigner(home, 'chain')
  network = await deployDevnet(anvil.url, { deployer, ...others } as never, systemClock)
  writeNetworkFile(home.networkFile, network)
  const at = (index: number) => anvilSigner(index).address
  writeDevnetState(home, { pid: 2 ** 22 + 1, buyer: at(1), master: at(2), hub: at(3), worker: at(4) })
})
afterAll(async () => {
  await anvil?.stop()
  rmSync(path, { recursive: true, force: true })
})

test('a local network has a price from its start, so that its amounts are shown in USD', async () => {
  expect(await usdPricesOf(clientFor(1), undefined)()).toEqual({ snm: 10n ** 18n / 20n, eth: undefined })
  const shown = JSON.parse((await run('--out', 'json')).out)
  expect(shown).toMatchObject({ feed: network.contracts.oracle, maxAgeSeconds: '1209600', isUsable: true })
  expect(shown.answer.usdPerSnm).toBe(String(10n ** 18n / 20n))
  expect((await run()).out).toMatch(
    /^1 SNM is 0\.05 USD, as the feed 0x\w+ has had it for \w+\.\n.*until it is 14d old/,
  )
})

test('a report shows its plan and its fee before it asks, and is the price then', async () => {
  const planned = await run('--report', '0.07', '--dry-run')
  expect(planned.out).toMatch(/report +1 SNM is 0\.07 USD\nreporter +0x\w+\nfee +about [\d.]+ ETH, at most/)
  expect(await codeOf(run('--report', '0.07'))).toBe('CONFIRMATION_NEEDED')
  expect((await run()).out).toContain('0.05 USD')
  const { out, note } = await run('--report', '0.07', '--yes')
  expect(note).toContain('fee ')
  expect(out).toContain('1 SNM is 0.07 USD')
})

test.each([
  ['a price with a comma', '0,05', 'MONEY_INVALID'],
  ['an exponent', '5e-2', 'MONEY_INVALID'],
  ['nothing', '0', 'MONEY_INVALID'],
  ['less than nothing', '-1', 'MONEY_INVALID'],
  ['another currency', '0.05 EUR', 'MONEY_INVALID'],
  ['more decimals than the oracle has', '0.000000001', 'MONEY_INVALID'],
  ['a million USD and more', '1000000.1', 'PRICE_REPORT_REFUSED'],
])('%s is no price that is reported', async (_, text, code) => {
  expect(await codeOf(run('--report', text, '--yes'))).toBe(code)
})

test('a price that is too old is shown, and said to be none', async () => {
  await anvil.request('evm_increaseTime', 15 * 86_400)
  await anvil.request('evm_mine')
  expect((await run()).out).toMatch(
    /has had it for 15d[\s\S]*no price for the market, which takes none that is older than 14d/,
  )
})
