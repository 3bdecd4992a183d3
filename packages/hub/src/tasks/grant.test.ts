import type { TaskLimits } from '@sonm/model'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { grantLimits } from './grant.ts'

const MIB = 2 ** 20
const slice = { cpuHundredths: 400, ramBytes: 1000 * MIB, storageBytes: 5000 * MIB, gpuIds: [] }
const kinds = fc.constantFrom('container' as const, 'wasm' as const, 'noop' as const)
const wanted = fc.record(
  {
    memoryBytes: fc.integer({ min: 1, max: 1500 * MIB }),
    cpuHundredths: fc.integer({ min: 1, max: 600 }),
    diskBytes: fc.integer({ min: 1, max: 8000 * MIB }),
    wallTimeMs: fc.integer({ min: 1 }),
  },
  { requiredKeys: [] },
)

test('however many tasks are started, together they never hold more than the slice', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(kinds, wanted, fc.nat(9000 * MIB)), { maxLength: 60 }), (orders) => {
      const running: TaskLimits[] = []
      let contentBytes = 0
      for (const [kind, order, inputBytes] of orders) {
        const granted = grantLimits(slice, kind, order, running, contentBytes + inputBytes)
        if ('limits' in granted) {
          running.push(granted.limits)
          contentBytes += inputBytes
        } else expect(granted.shortages.length).toBeGreaterThan(0)
      }
      const sum = (name: 'memoryBytes' | 'cpuHundredths' | 'diskBytes') =>
        running.reduce((total, limits) => total + limits[name], 0)
      expect(sum('memoryBytes')).toBeLessThanOrEqual(slice.ramBytes)
      expect(sum('cpuHundredths')).toBeLessThanOrEqual(slice.cpuHundredths)
      expect(sum('diskBytes') + contentBytes).toBeLessThanOrEqual(slice.storageBytes)
      expect(running.length).toBeLessThanOrEqual(15)
    }),
  )
})

test('a task gets what it asks for and never more than the slice; without limits it gets all', () => {
  const all = { memoryBytes: 1000 * MIB, cpuHundredths: 400, diskBytes: 5000 * MIB }
  expect(grantLimits(slice, 'container', undefined, [])).toEqual({ limits: all })
  expect(grantLimits(slice, 'container', { memoryBytes: 100 * MIB, cpuHundredths: 900, wallTimeMs: 5 }, [])).toEqual({
    limits: { ...all, memoryBytes: 100 * MIB, wallTimeMs: 5 },
  })
  expect(grantLimits(slice, 'container', undefined, [{ ...all, memoryBytes: MIB }])).toEqual({
    shortages: ['1000 MiB of memory wanted, 999 free', '4 cores wanted, 0 free', '5000 MiB of disk wanted, 0 free'],
  })
})

test('a task that asks for next to nothing holds its least share, of a slice that is smaller all of it', () => {
  const little = { memoryBytes: 1, cpuHundredths: 1, diskBytes: 1 }
  const least = { memoryBytes: 64 * MIB, cpuHundredths: 10, diskBytes: 1 }
  expect(grantLimits(slice, 'wasm', little, [])).toEqual({ limits: least })
  const tiny = { ...slice, ramBytes: MIB, cpuHundredths: 5 }
  expect(grantLimits(tiny, 'wasm', little, [])).toEqual({
    limits: { memoryBytes: MIB, cpuHundredths: 5, diskBytes: 1 },
  })
})

test('a wasm task, whose files are held in memory, may write no more than it has memory', () => {
  const diskOf = (wanted: Partial<TaskLimits> | undefined) => {
    const granted = grantLimits(slice, 'wasm', wanted, [])
    return 'limits' in granted ? granted.limits.diskBytes : undefined
  }
  expect(diskOf(undefined)).toBe(1000 * MIB)
  expect(diskOf({ memoryBytes: 100 * MIB })).toBe(100 * MIB)
  expect(diskOf({ memoryBytes: 100 * MIB, diskBytes: 4000 * MIB })).toBe(100 * MIB)
  expect(diskOf({ memoryBytes: 100 * MIB, diskBytes: 20 * MIB })).toBe(20 * MIB)
})

test('inputs are charged to the storage of the slice: a task gets what they leave, and does not start when they do not fit', () => {
  const all = { memoryBytes: 1000 * MIB, cpuHundredths: 400, diskBytes: 4000 * MIB }
  expect(grantLimits(slice, 'container', undefined, [], 1000 * MIB)).toEqual({ limits: all })
  const running = [{ memoryBytes: 0, cpuHundredths: 0, diskBytes: 3000 * MIB }]
  expect(grantLimits(slice, 'container', { diskBytes: 500 * MIB }, running, 1500 * MIB)).toHaveProperty('limits')
  expect(grantLimits(slice, 'container', { diskBytes: 500 * MIB }, running, 1501 * MIB)).toEqual({
    shortages: ['2001 MiB of disk wanted, 2000 free'],
  })
  expect(grantLimits(slice, 'wasm', { diskBytes: 1 }, [], 5001 * MIB)).toEqual({
    shortages: ['5001 MiB of disk wanted, 5000 free'],
  })
})
