import { parseQuery, withDefaults } from '@sonm/model'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { requirementsOf } from './requirements.ts'

const HUB = `0x${'5a'.repeat(20)}`

describe('requirements from options', () => {
  it('ask nothing when nothing is given', () => {
    expect(requirementsOf({}, 20)).toEqual({ query: '', orderBy: '', limit: 20 })
  })

  it('stand for a query that asks for each of them, exactly', () => {
    const count = fc.integer({ min: 1, max: 999_999_999 })
    const gibibytes = fc.integer({ min: 1, max: 1_000_000 })
    fc.assert(
      fc.property(count, count, gibibytes, gibibytes, gibibytes, (cores, gpus, ram, storage, gpuMemory) => {
        const { query = '' } = requirementsOf(
          {
            cores: `${cores}`,
            gpus: `${gpus}`,
            ram: `${ram}GiB`,
            storage: `${storage}GiB`,
            gpuMemory: `${gpuMemory}GiB`,
          },
          1,
        )
        const wanted = parseQuery(query).conditions.map((each) =>
          each.kind === 'number' ? [each.field, each.op, each.value] : [],
        )
        expect(wanted).toEqual([
          ['benchmark:cpu-cores', '>=', BigInt(cores)],
          ['benchmark:ram-size', '>=', BigInt(ram) << 30n],
          ['benchmark:storage-size', '>=', BigInt(storage) << 30n],
          ['benchmark:gpu-count', '>=', BigInt(gpus)],
          ['benchmark:gpu-mem', '>=', BigInt(gpuMemory) << 30n],
        ])
      }),
    )
  })

  it('come after what the query says, and the order beside it', () => {
    const options = {
      where: 'country=DE',
      order: '-reliability',
      maxPrice: '3600 SNM/h',
      duration: '2h',
      hub: HUB,
      executor: ['wasm'],
    }
    expect(requirementsOf(options, 1)).toEqual({
      query: `country=DE price<=3600SNM/h duration>=2h executor=wasm hub=${HUB}`,
      orderBy: '-reliability',
      limit: 1,
    })
    expect(requirementsOf({ maxPrice: '3600 USD/h', duration: 'spot' }, 1).query).toBe('price<=3600USD/h')
  })

  it('lift every default with --no-defaults', () => {
    const { query = '' } = requirementsOf({ where: 'country=DE', defaults: false }, 1)
    expect(withDefaults(parseQuery(query)).defaults).toEqual([])
    expect(withDefaults(parseQuery('country=DE')).defaults).not.toEqual([])
  })

  it.each([
    ['cores', '0', 'INPUT_INVALID'],
    ['cores', '-1', 'INPUT_INVALID'],
    ['cores', '1.5', 'INPUT_INVALID'],
    ['gpus', '1e3', 'INPUT_INVALID'],
    ['ram', 'much', 'QUANTITY_INVALID'],
    ['maxPrice', '2 apples/h', 'MONEY_INVALID'],
    ['hub', '0x12', 'ADDRESS_INVALID'],
    ['where', 'rma>=4GiB', 'QUERY_INVALID'],
    ['order', 'prise', 'QUERY_INVALID'],
  ])('refuse --%s %s', (option, text, code) => {
    expect(() => requirementsOf({ [option]: text }, 1)).toThrow(expect.objectContaining({ code }))
  })

  // A script's unset variable must not lift a limit.
  it.each(['cores', 'gpus', 'ram', 'storage', 'gpuMemory', 'maxPrice', 'duration', 'hub'])(
    'refuse an empty --%s',
    (option) => {
      expect(() => requirementsOf({ [option]: '' }, 1)).toThrow(expect.objectContaining({ kind: 'invalid' }))
    },
  )
})
