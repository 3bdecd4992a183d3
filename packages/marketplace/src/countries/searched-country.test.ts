import { writeDetails } from '@sonm/model'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ask, DETAILS, signer, startWorld } from '../testing/world.ts'
import { readIpCountries } from './ip-countries.ts'

const [honest, liar, silent, buyer] = [1, 2, 3, 4].map(signer) as [
  ReturnType<typeof signer>,
  ReturnType<typeof signer>,
  ReturnType<typeof signer>,
  ReturnType<typeof signer>,
]
const ANNOUNCED = new Map([
  [honest.address, '5.1.2.3'],
  [liar.address, '1.2.3.4'],
])

let world: Awaited<ReturnType<typeof startWorld>>
let client: ReturnType<typeof world.client>
beforeEach(async () => {
  world = await startWorld({
    countrySources: {
      countryOf: readIpCountries('5.1.0.0,5.1.255.255,DE\n1.2.3.0,1.2.3.255,FR', 't'),
      learnLocators: () => {},
      endpointsOf: async (hub) => [ANNOUNCED.get(hub)].flatMap((host) => (host ? [{ host, port: 15_010 }] : [])),
    },
  })
  client = world.client(buyer.address)
})
afterEach(() => world.stop())

async function offerAll(): Promise<void> {
  const details = writeDetails({ ...DETAILS, country: 'DE' })
  for (const hub of [honest, liar, silent]) {
    const signed = await ask(hub, world.clock, {}, details)
    await world.run(world.marketplace.place(signed, { caller: hub.address, host: 'somewhere' }))
  }
}

async function found(query: string): Promise<Record<string, string>> {
  const { offers } = await world.run(client.search({ query }))
  return Object.fromEntries(offers.map(({ order, countryChecked }) => [order!.order!.author, countryChecked]))
}

test('a hub that announces an address of another country is in no country, and it is told of each how it was checked', async () => {
  await offerAll()
  expect(await found('country in [DE,IT]')).toEqual({ [honest.address]: 'agrees', [silent.address]: 'declared' })
  expect(await found('')).toMatchObject({ [liar.address]: 'contradicts' })
  expect(await found('country!=DE')).toEqual({})
})

test('it is the same for the asks that it signs later, when the first have expired', async () => {
  await offerAll()
  await world.clock.advance(320_000)
  expect(await found('')).toEqual({})
  await offerAll()
  expect(await found('country=DE')).toEqual({ [honest.address]: 'agrees', [silent.address]: 'declared' })
})
