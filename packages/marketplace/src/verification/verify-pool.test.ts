import { type Logger, silentLogger, VirtualClock } from '@sonm/common'
import { orderHash } from '@sonm/model'
import { expect, test } from 'vitest'
import { ask, DOMAIN, signer } from '../testing/world.ts'
import { VerifyPool } from './verify-pool.ts'

const dying = (name: string) => new URL(`../testing/${name}.ts`, import.meta.url)
const orders = (count: number) => {
  const clock = new VirtualClock()
  return Promise.all(Array.from({ length: count }, () => ask(signer(1), clock)))
}

test('a thread that dies in a batch is told of and replaced, and no batch is lost', async () => {
  const told: unknown[] = []
  const logger: Logger = { ...silentLogger, error: (...words: unknown[]) => void told.push(words) }
  const pool = new VerifyPool({
    domain: DOMAIN,
    threads: 2,
    maxBatch: 8,
    logger,
    threadModule: dying('verify-then-die'),
  })
  const batches = await Promise.all(Array.from({ length: 12 }, () => orders(3)))
  const verdicts = await Promise.all(batches.map((batch) => pool.verify(batch)))
  expect(verdicts).toEqual(batches.map((batch) => batch.map(({ order }) => orderHash(DOMAIN, order))))
  expect(told.length).toBeGreaterThan(0)
  expect(JSON.stringify(told[0])).toContain('a thread that judges signatures has died')
  await pool.close()
})

test('a batch that ends every thread is refused, and so is what comes after the end', async () => {
  const pool = new VerifyPool({
    domain: DOMAIN,
    threads: 1,
    maxBatch: 8,
    logger: silentLogger,
    threadModule: dying('die-at-once'),
  })
  await expect(pool.verify(await orders(1))).rejects.toMatchObject({ code: 'ORDER_VERIFIER_FAILED' })
  await pool.close()
  await expect(pool.verify(await orders(1))).rejects.toMatchObject({ code: 'ORDER_VERIFIER_FAILED' })
})
