import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AtOnce } from './at-once.ts'

test('of each key so many run at once, all begin in their order, and a failure hands its place on', async () => {
  const work = fc.record({ key: fc.integer({ min: 0, max: 2 }), fails: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(work, { maxLength: 30 }),
      fc.infiniteStream(fc.nat()),
      async (most, works, picks) => {
        const atOnce = new AtOnce<number>(most)
        const begun: number[] = []
        const running = new Map<number, { key: number; end: () => void }>()
        const results = works.map(({ key, fails }, at) =>
          atOnce.run(key, async () => {
            begun.push(at)
            await new Promise<void>((end) => running.set(at, { key, end }))
            if (fails) throw new Error(`${at}`)
            return at
          }),
        )
        const settled = Promise.allSettled(results)
        await Promise.resolve()
        for (let ended = 0; ended < works.length; ended++) {
          for (const key of [0, 1, 2]) {
            const ofKey = works.flatMap((one, at) => (one.key === key ? [at] : []))
            const isRunning = [...running.values()].filter((one) => one.key === key).length
            const left = ofKey.filter((at) => !begun.includes(at) || running.has(at)).length
            expect(isRunning).toBe(Math.min(most, left))
            expect(begun.filter((at) => works[at]!.key === key)).toEqual(
              ofKey.slice(0, ofKey.length - left + isRunning),
            )
          }
          const [at, { end }] = [...running][picks.next().value % running.size]!
          running.delete(at)
          end()
          for (let turn = 0; turn < 10; turn++) await Promise.resolve()
        }
        const outcomes = await settled
        expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(works.map(({ fails }) => fails))
      },
    ),
  )
})
