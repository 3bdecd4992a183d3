import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { detailsHash, writeDetails } from '@sonm/model'
import { sampleOrder } from '@sonm/model/testing'
import { BookUpdateSchema, OfferSchema, signedOrderToMessage } from '@sonm/protocol'
import { describe, expect, it } from 'vitest'
import { WatchLines } from './watch-lines.ts'

const SNM = 10n ** 18n
const AT = new Date(2026, 0, 1, 9, 5, 7)
const ASKED = [`0x${'a1'.repeat(20)}`, `0x${'b2'.repeat(20)}`]
const [ONE, OTHER] = ASKED as [string, string]

function offer(at: number) {
  const details = writeDetails({
    resources: { cpuHundredths: 800, ramBytes: 32 * 2 ** 30, storageBytes: 2 ** 37, gpus: [] },
    architecture: 'x64',
    executors: ['wasm'],
    locators: [],
  })
  const order = sampleOrder({ pricePerSecond: SNM / 3600n, durationSeconds: 7_200n, detailsHash: detailsHash(details) })
  return create(OfferSchema, {
    supplier: `0x${'5a'.repeat(20)}`,
    orderHash: `0x${String(at).repeat(64)}`,
    order: signedOrderToMessage({ order, details, signature: `0x${'11'.repeat(65)}` }),
  })
}

function reader() {
  const lines = new WatchLines()
  return (update: MessageInitShape<typeof BookUpdateSchema>) =>
    lines.linesOf(create(BookUpdateSchema, { asked: ASKED, usdPerSnm: String(SNM / 20n), ...update }), AT)
}

describe('a watch', () => {
  it('tells when, at what price in both currencies, what machine, how long and who', () => {
    const read = reader()
    const text = '1 SNM/h (about 0.05 USD/h)  8 cores, 32 GiB RAM, 128 GiB disk  2h  0x5a5a5a…5a5a  0x11111111…'
    expect(read({ reset: true, entered: [offer(1)] })).toEqual([`09:05:07 + ${text}`])
    // What goes is told as it came.
    expect(read({ left: [offer(1).orderHash] })[0]).toBe(`09:05:07 - ${text}`)
  })

  it('says once what a marketplace was found at', () => {
    const read = reader()
    const warnings = [{ marketplace: ONE, code: 'MARKETPLACE_HIDES', what: 'It hides one.' }]
    expect(read({ reset: true, entered: [offer(1)], warnings })[0]).toBe('09:05:07 ! Beware: It hides one.')
    expect(read({ warnings })).toEqual([])
    const lacks = { marketplace: ONE, code: 'MARKETPLACE_LACKS', what: 'It lacks one.' }
    expect(read({ warnings: [...warnings, lacks] })).toEqual(['09:05:07 ! Note: It lacks one.'])
  })

  it('says once that nothing fits, and only where somebody said so', () => {
    const read = reader()
    expect(read({ reset: true, silent: ASKED }).join()).not.toContain('Nothing fits')
    expect(read({ silent: [OTHER] }).join()).toContain('Nothing fits now')
    expect(read({ silent: [OTHER] })).toEqual([])
    expect(read({ silent: [OTHER], entered: [offer(1)] })).toHaveLength(1)
    expect(read({ silent: [OTHER], left: [offer(1).orderHash] }).at(-1)).toContain('Nothing fits now')
  })

  it('says which marketplace was lost, and which is back', () => {
    const read = reader()
    read({ reset: true, entered: [offer(1)] })
    const [line, ...none] = read({ silent: [ONE] })
    expect(line).toBe('09:05:07 ! the marketplace 0xa1a1a1…a1a1 does not answer; what it alone has is left out')
    expect(none).toEqual([])
    expect(read({ silent: [ONE] })).toEqual([])
    expect(read({})).toEqual(['09:05:07 ! the marketplace 0xa1a1a1…a1a1 answers again'])
  })

  it('takes nothing back while nobody can say anything, and then what has gone meanwhile alone', () => {
    const read = reader()
    read({ reset: true, entered: [offer(1), offer(2)] })
    const lost = read({ silent: ASKED, left: [offer(1).orderHash, offer(2).orderHash] })
    expect(lost.filter((line) => line.includes(' - '))).toEqual([])
    expect(lost.at(-1)).toContain('no marketplace answers')
    const back = read({ entered: [offer(1), offer(3)] }).filter((line) => !line.includes('!'))
    expect(back.map((line) => [line[9], line.slice(-11)])).toEqual([
      ['+', '0x33333333…'],
      ['-', '0x22222222…'],
    ])
  })
})
