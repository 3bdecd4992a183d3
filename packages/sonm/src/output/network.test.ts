import { create } from '@bufbuild/protobuf'
import { MarketplaceRecordSchema, NetworkStatusSchema, PingResponseSchema, TraceResponseSchema } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { clockText } from './clock-text.ts'
import { pingText, statusText, traceText } from './network.ts'

const HUB = `0x${'20'.repeat(20)}`
const MARKETPLACE = `0x${'40'.repeat(20)}`
const RELAY = `relay:0x${'30'.repeat(20)}@192.0.2.1:15022`

test('a ping shows the path, each path that failed and why, and the round trips', () => {
  const tried = [{ path: 'punched', via: `by ${RELAY}`, reason: 'no packet came through' }]
  const peer = { address: HUB, path: 'relayed', via: RELAY, tried }
  expect(pingText(create(PingResponseSchema, { peer, roundTripsUs: [12_410n, 300n] })).split('\n')).toEqual([
    `${HUB} is reached relayed, ${RELAY}`,
    `  not punched by ${RELAY}: no packet came through`,
    '1: 12.41 ms',
    '2: 0.30 ms',
  ])
})

const TOLD_AT_MS = 1_767_225_600_000n

test('a status shows what others reach, the relays, and the connected peers', () => {
  const text = statusText(
    create(NetworkStatusSchema, {
      address: HUB,
      nat: 'symmetric',
      seenEndpoint: '203.0.113.5:4000',
      endpoints: ['192.0.2.7:15010'],
      mappedEndpoint: '203.0.113.5:15010',
      relays: [
        {
          relay: RELAY,
          reserved: true,
          answers: true,
          deals: [
            { dealId: 7n, carriedBytes: 3n * 2n ** 30n, toldAtMs: TOLD_AT_MS },
            { dealId: 8n, reason: 'it is full' },
          ],
        },
        { relay: 'other', reason: 'it is full', answers: true },
        { relay: 'third', answers: true },
        { relay: 'dead' },
      ],
      peers: [
        { address: HUB, path: 'direct', via: '192.0.2.9:15010' },
        { address: MARKETPLACE, path: 'direct', via: '192.0.2.8:15021' },
      ],
    }),
    new Map([[MARKETPLACE, 'marketplace']]),
  )
  for (const part of [
    'every destination another port',
    'seen as 203.0.113.5:4000',
    '  192.0.2.7:15010',
    'The router leads 203.0.113.5:15010 here.',
    `Relay ${RELAY}: a place is held\n  deal 7: 3 GiB carried, as of ${clockText(new Date(Number(TOLD_AT_MS)))}\n  deal 8: 0 B carried; not as a deal now: it is full\n`,
    'Relay other: no place: it is full',
    'Relay third: it answers; hubs alone hold a place there',
    'Relay dead: it does not answer',
  ]) {
    expect(text).toContain(part)
  }
  expect(text).toMatch(/^PEER +ROLE +PATH +VIA$/m)
  expect(text).toMatch(new RegExp(`${HUB} +- +direct +192.0.2.9:15010`))
  expect(text).toMatch(new RegExp(`${MARKETPLACE} +marketplace +direct +192.0.2.8:15021`))
  expect(statusText(create(NetworkStatusSchema, { address: HUB, nat: 'none' }), new Map())).toContain(
    'No peer is connected now.',
  )
})

test('a trace shows a line for each path, and no round trip where there is none', () => {
  const paths = [
    { path: 'direct', via: '10.0.0.2:15010', connectUs: 1_000n, reason: 'it does not answer' },
    { path: 'relayed', via: RELAY, reached: true, connectUs: 5_000n, roundTripUs: 300n },
  ]
  const [, direct, relayed] = traceText(create(TraceResponseSchema, { paths })).split('\n')
  expect(direct).toMatch(/^direct +10\.0\.0\.2:15010 +1\.00 ms +it does not answer$/)
  expect(relayed).toMatch(/5\.00 ms +0\.30 ms +reached$/)
})

test('a marketplace that the node asks and is not connected to stands in the status, with since when it is silent', () => {
  const record = create(MarketplaceRecordSchema, { address: MARKETPLACE, silentSinceMs: 1_767_225_600_000n })
  const status = create(NetworkStatusSchema, { address: HUB, nat: 'none' })
  const row = new RegExp(`^${MARKETPLACE} +marketplace +not connected +does not answer since \\d\\d:`, 'm')
  expect(statusText(status, new Map(), [record])).toMatch(row)
  status.peers.push({ $typeName: 'sonm.v1.PeerPath', address: MARKETPLACE, path: 'direct', via: 'a:1', tried: [] })
  expect(statusText(status, new Map(), [record])).not.toContain('not connected')
})
