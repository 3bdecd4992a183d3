import { seededRandom, silentLogger, VirtualClock } from '@sonm/common'
import { type Address, type Endpoint, signerFromPrivateKey, writeDetails } from '@sonm/model'
import { formatPeer } from '@sonm/network'
import { describe, expect, it } from 'vitest'
import { type MarketplaceLimits, marketplaceLimits } from '../limits.ts'
import { ask, DETAILS, signer } from '../testing/world.ts'
import { CountryChecks } from './country-checks.ts'
import { readIpCountries } from './ip-countries.ts'

const countryOf = readIpCountries(
  ['5.1.0.0,5.1.255.255,DE', '10.0.0.0,10.255.255.255,FR', '2001:db8::,2001:db8:0:ffff::,IT'].join('\n'),
  't',
)
const GERMAN = { host: '5.1.2.3', port: 15_010 }
const ITALIAN = { host: '2001:db8::7', port: 15_010 }
const relay = signerFromPrivateKey(seededRandom(9).bytes(32)).address
const [hub, other] = [1, 2].map((seed) => signerFromPrivateKey(seededRandom(seed).bytes(32))) as [
  ReturnType<typeof signerFromPrivateKey>,
  ReturnType<typeof signerFromPrivateKey>,
]

async function world(options: { table?: false; limits?: Partial<MarketplaceLimits> } = {}) {
  const clock = new VirtualClock()
  const records = new Map<Address, readonly Endpoint[]>()
  const asked: Address[] = []
  const told: string[] = []
  const learnt: string[] = []
  let isAway = false
  let waiting: (() => void)[] | undefined
  const endpointsOf = async (address: Address) => {
    asked.push(address)
    await new Promise<void>((resolve) => (waiting ? void waiting.push(resolve) : resolve()))
    if (isAway) throw new Error('no locator answers')
    return records.get(address) ?? []
  }
  const checks = new CountryChecks({
    sources:
      options.table === false
        ? undefined
        : {
            countryOf,
            endpointsOf,
            learnLocators: (address, peers) => learnt.push(...peers.map((peer) => `${address} ${formatPeer(peer)}`)),
          },
    onChange: (_, check) => told.push(check),
    limits: { ...marketplaceLimits, accountsKept: 10, ...options.limits },
    clock,
    random: seededRandom(1),
    logger: silentLogger,
  })
  await checks.start()
  return {
    clock,
    checks,
    asked,
    told,
    learnt,
    announce: (...endpoints: Endpoint[]) => records.set(hub.address, endpoints),
    locatorsLeave() {
      isAway = true
    },
    /** From now on locators answer when the function that it returns is called, what was asked until then. */
    locatorsWait() {
      waiting = []
      return async () => {
        for (const resolve of waiting!.splice(0)) resolve()
        await clock.advance(0)
      }
    },
    async offer(country?: string, author = hub, locators: string[] = []) {
      const details = writeDetails({ ...DETAILS, locators, ...(country && { country }) })
      const signed = await ask(author, clock, {}, details)
      checks.note(signed)
      await clock.advance(0)
      return signed
    },
  }
}

describe('the country that a hub declares', () => {
  it('is held against the addresses that the hub announces', async () => {
    const { announce, offer, checks, told } = await world()
    announce(GERMAN)
    await offer('DE')
    expect(checks.of(hub.address)).toBe('agrees')
    await offer('IT')
    expect(checks.of(hub.address)).toBe('contradicts')
    expect(told).toEqual(['agrees', 'contradicts'])
  })

  it('is held against each of them, IPv6 too', async () => {
    const { announce, offer, checks } = await world()
    announce(GERMAN, ITALIAN)
    await offer('DE')
    expect(checks.of(hub.address)).toBe('contradicts')
  })

  it('is declared alone where a hub announces no address that says where it is', async () => {
    const { announce, offer, checks } = await world()
    announce({ host: '10.0.0.2', port: 1 }, { host: 'hub.example.org', port: 1 }, { ...ITALIAN, relay })
    await offer('DE')
    expect(checks.of(hub.address)).toBe('declared')
    expect(checks.of(other.address)).toBe('declared')
  })

  it('is held against the host from which the hub places its asks too', async () => {
    const { offer, checks } = await world()
    const signed = await offer('DE')
    checks.notePlaced(signed, { caller: other.address, host: '2001:db8:0:7::/64' })
    expect(checks.of(hub.address)).toBe('declared')
    checks.notePlaced(signed, { caller: hub.address, host: '5.1.2.3' })
    expect(checks.of(hub.address)).toBe('agrees')
    checks.notePlaced(signed, { caller: hub.address, host: '2001:db8:0:7::/64' })
    expect(checks.of(hub.address)).toBe('contradicts')
  })

  it('is looked up again when the record may be another, not with each ask', async () => {
    const { clock, announce, offer, checks, asked } = await world()
    announce(GERMAN)
    await offer('DE')
    announce(ITALIAN)
    await clock.advance(60_000)
    await offer('DE')
    expect(asked).toHaveLength(1)
    await clock.advance(marketplaceLimits.announcedKeptMs - 60_001)
    await offer('DE')
    expect(asked).toHaveLength(1)
    await clock.advance(1)
    await offer('DE')
    expect(asked).toHaveLength(2)
    expect(checks.of(hub.address)).toBe('contradicts')
  })

  it('is judged by the asks that live', async () => {
    const { clock, announce, offer, checks } = await world()
    announce(GERMAN)
    await offer('IT')
    expect(checks.of(hub.address)).toBe('contradicts')
    await clock.advance(301_000)
    await offer('DE')
    expect(checks.of(hub.address)).toBe('agrees')
  })

  it('keeps what was known while no locator answers', async () => {
    const { clock, announce, offer, checks, locatorsLeave, asked } = await world()
    announce(GERMAN)
    await offer('DE')
    locatorsLeave()
    await clock.advance(marketplaceLimits.announcedKeptMs)
    await offer('DE')
    expect(asked).toHaveLength(2)
    expect(checks.of(hub.address)).toBe('agrees')
  })

  it('is looked up at the locators that the hub names, too: ours may be dead', async () => {
    const { clock, offer, learnt, asked } = await world()
    const locator = `${relay}@locator.example.org:15020`
    const near = [`${relay}@10.0.0.2:1`, `${relay}@localhost:1`, `${relay}@[::1]:1`]
    await offer('DE', hub, ['nonsense', ...near, locator])
    expect([learnt, asked]).toEqual([[`${hub.address} ${locator}`], [hub.address]])
    await offer('DE', hub, [locator])
    expect(learnt).toHaveLength(1)
    await clock.advance(marketplaceLimits.announcedKeptMs)
    await offer('DE', hub, [`${relay}@5.1.2.3:1`])
    expect(learnt.slice(1)).toEqual([`${hub.address} ${relay}@5.1.2.3:1`])
  })

  it('is not judged without a table, and costs no look-up where none is declared', async () => {
    const without = await world({ table: false })
    without.announce(GERMAN)
    await without.offer('IT')
    expect(without.checks.of(hub.address)).toBe('declared')
    const { offer, asked } = await world()
    await offer()
    expect(asked).toEqual([])
  })

  it('is remembered of so many hubs, and the one that was silent for longest gives way', async () => {
    const { announce, offer, checks } = await world({ limits: { accountsKept: 1 } })
    announce(GERMAN)
    await offer('DE')
    await offer('DE', other)
    expect(checks.of(hub.address)).toBe('declared')
  })

  it('is looked up for so many hubs at a time as announcedPerRound says, and then for the others', async () => {
    const { locatorsWait, offer, asked } = await world({ limits: { announcedPerRound: 2 } })
    const answer = locatorsWait()
    for (let seed = 1; seed <= 5; seed++) await offer('DE', signer(seed))
    const counts = [asked.length]
    for (let round = 0; round < 2; round++) {
      await answer()
      counts.push(asked.length)
    }
    // Of the first it was known alone.
    expect(counts).toEqual([1, 3, 5])
  })
})
