import { type Network, networkByChainId, networkByName } from '@sonm/chain'
import { isCoded } from '@sonm/common'
import type { Address } from '@sonm/model'
import { expect, test } from 'vitest'
import { type DesignOptions, readDesign } from './design.ts'

const at = (digit: string): Address => `0x${digit.repeat(40)}`
const DEPLOYER = at('d')
const TEST = networkByName('sepolia')
const MAIN = networkByName('base')
const DEFAULTS: DesignOptions = {
  priceMaxAge: '1h',
  prices: true,
  faucetAmount: '100 SNM',
  faucetInterval: '1d',
  faucetFund: '1000 SNM',
}
const NAMED = { validator: [at('1')], priceFeed: at('2') }
const read = (options: Partial<DesignOptions>, network: Network) =>
  readDesign({ ...DEFAULTS, ...options }, DEPLOYER, network)

test('on a test network the deployer is everything that nobody else was named for', () => {
  expect(read({}, TEST)).toEqual({
    design: {
      holder: DEPLOYER,
      validators: [{ account: DEPLOYER, level: 4 }],
      prices: { reporters: [DEPLOYER], maxAgeSeconds: 3600n },
      faucet: { amountWei: 100n * 10n ** 18n, intervalSeconds: 86_400n },
    },
    faucetFundWei: 1000n * 10n ** 18n,
  })
})

test('where something is at stake, validators and prices must be named, and there is no faucet', () => {
  expect(read(NAMED, MAIN)).toEqual({
    design: {
      holder: DEPLOYER,
      validators: [{ account: at('1'), level: 4 }],
      prices: { feed: at('2'), maxAgeSeconds: 3600n },
      faucet: undefined,
    },
    faucetFundWei: undefined,
  })
  expect(read({ ...NAMED, priceFeed: undefined as never, prices: false }, MAIN).design.prices).toBeUndefined()
})

test('a faucet is filled only by who holds the SNM that is made', () => {
  for (const options of [{ holder: at('3') }, { token: at('3') }])
    expect(read(options, TEST).faucetFundWei).toBeUndefined()
})

test.each<[string, string, Partial<DesignOptions>, Network]>([
  ['a faucet on a main network', 'INPUT_INVALID', { ...NAMED, faucet: true }, MAIN],
  ['a faucet on a chain that nobody has named', 'INPUT_INVALID', { ...NAMED, faucet: true }, networkByChainId(999)],
  ['no validator on a main network', 'INPUT_INVALID', { priceFeed: at('2') }, MAIN],
  ['no word about prices on a main network', 'INPUT_INVALID', { validator: [at('1')] }, MAIN],
  ['a feed beside reporters', 'INPUT_INVALID', { priceFeed: at('1'), reporter: [at('2')] }, TEST],
  ['no prices beside a feed', 'INPUT_INVALID', { priceFeed: at('1'), prices: false }, TEST],
  ['two reporters', 'INPUT_INVALID', { reporter: [at('1'), at('2')] }, TEST],
  ['one reporter thrice', 'INPUT_INVALID', { reporter: [at('1'), at('1'), at('1')] }, TEST],
  [
    '17 reporters',
    'INPUT_INVALID',
    { reporter: Array.from({ length: 17 }, (_, i) => `0x${String(i).padStart(40, '0')}`) },
    TEST,
  ],
  ['a validator of level 5', 'INPUT_INVALID', { validator: [`${at('1')}:5`] }, TEST],
  ['no validator of level 4', 'INPUT_INVALID', { validator: [`${at('1')}:3`] }, TEST],
  ['a validator twice', 'INPUT_INVALID', { validator: [at('1'), `${at('1')}:2`] }, TEST],
  ['an oracle of 8 days', 'INPUT_INVALID', { priceMaxAge: '8d' }, TEST],
  ['an interval of 0', 'QUANTITY_INVALID', { faucetInterval: '0s' }, TEST],
  ['an amount that is none', 'MONEY_INVALID', { faucetAmount: 'many' }, TEST],
  ['an address of 19 bytes', 'ADDRESS_INVALID', { token: `0x${'1'.repeat(38)}` }, TEST],
  [
    'an address with a wrong checksum',
    'ADDRESS_INVALID',
    { holder: '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1Beaee' },
    TEST,
  ],
  ['a name as a feed', 'ADDRESS_INVALID', { priceFeed: 'snm.eth' }, TEST],
])('%s is refused with %s', (_, code, options, network) => {
  try {
    read(options, network)
  } catch (error) {
    return expect(isCoded(error) ? error.code : error).toBe(code)
  }
  throw new Error('it was taken')
})
