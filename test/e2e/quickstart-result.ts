import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PNG } from 'pngjs'
import { expect } from 'vitest'
import { z } from 'zod'
import type { QuickstartPlace } from './quickstart-place.ts'

const wei = z
  .string()
  .regex(/^\d+$/)
  .transform((text) => BigInt(text))
const milliseconds = z.int().min(0)
const output = z.strictObject({
  path: z.string(),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
})
const result = z.strictObject({
  ok: z.literal(true),
  chainId: z.literal(31337),
  deal: z.strictObject({
    id: z.literal('1'),
    pricePerSecond: wei,
    seconds: wei,
    paid: wei,
    returned: wei,
    openGas: wei,
    closeGas: wei,
  }),
  tasks: z.array(
    z.strictObject({ executor: z.enum(['wasm', 'docker']), exitCode: z.int().nullable(), outputs: z.array(output) }),
  ),
  timings: z.strictObject({
    devnet: milliseconds,
    search: milliseconds,
    deal: milliseconds,
    wasmStart: milliseconds,
    render: milliseconds,
    dockerStart: milliseconds.optional(),
    service: milliseconds.optional(),
    close: milliseconds,
    total: milliseconds,
  }),
})

/** Holds what `quickstart --json` printed against its documented shape, the bill's arithmetic and the picture on disk. */
export function expectResult(stdout: string, place: QuickstartPlace): z.infer<typeof result> {
  const read = result.parse(JSON.parse(stdout))
  const { deal, tasks, timings } = read
  expect(deal.seconds).toBeGreaterThan(0n)
  expect(deal.paid).toBe(deal.pricePerSecond * deal.seconds)
  // Held ahead is the first hour.
  expect(deal.paid + deal.returned).toBe(deal.pricePerSecond * 3600n)
  expect(deal.openGas).toBeGreaterThan(21_000n)
  expect(deal.closeGas).toBeGreaterThan(21_000n)
  const { total, ...laps } = timings
  expect(Object.values(laps).reduce<number>((sum, lap) => sum + (lap ?? 0), 0)).toBeLessThanOrEqual(total + 10)

  expect(tasks[0]).toMatchObject({ executor: 'wasm', exitCode: 0 })
  const [picture, ...others] = tasks[0]!.outputs
  expect(others).toEqual([])
  expect(picture!.path).toBe(join(place.out, 'image.png'))
  expect(execFileSync('sha256sum', [picture!.path], { encoding: 'utf8' })).toContain(`${picture!.sha256} `)
  const file = readFileSync(picture!.path)
  expect(file.length).toBe(picture!.bytes)
  expectScene(PNG.sync.read(file))
  return read
}

/** The sky is blue and the awning red: no other picture of this size. */
function expectScene(png: PNG): void {
  expect(png.width).toBeGreaterThanOrEqual(800)
  expect(png.height).toBeGreaterThanOrEqual(600)
  const at = (x: number, y: number) => [...png.data.subarray((y * png.width + x) * 4, (y * png.width + x) * 4 + 3)]
  const [skyRed, , skyBlue] = at(480, 20)
  expect(skyBlue!).toBeGreaterThan(skyRed!)
  const [awningRed, awningGreen] = at(270, 130)
  expect(awningRed!).toBeGreaterThan(awningGreen! * 2)
}
