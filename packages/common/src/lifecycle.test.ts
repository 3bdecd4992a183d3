import { describe, expect, it } from 'vitest'
import { type Startable, sequence, together } from './lifecycle.ts'

function parts(names: string, failing: { start?: string; stop?: string } = {}) {
  const seen: string[] = []
  const part = (name: string): Startable => ({
    async start() {
      if (name === failing.start) throw new Error(`${name} does not start`)
      seen.push(`+${name}`)
    },
    async stop() {
      seen.push(`-${name}`)
      if (name === failing.stop) throw new Error(`${name} does not stop`)
    },
  })
  return { seen, all: sequence([...names].map(part)) }
}

describe('a sequence', () => {
  it('starts in order and stops in the reverse order', async () => {
    const { seen, all } = parts('abc')
    await all.start()
    await all.stop()
    expect(seen).toEqual(['+a', '+b', '+c', '-c', '-b', '-a'])
  })

  it('stops those that run when one fails to start, and tells of that failure', async () => {
    const { seen, all } = parts('abc', { start: 'c', stop: 'b' })
    await expect(all.start()).rejects.toThrow('c does not start')
    expect(seen).toEqual(['+a', '+b', '-b', '-a'])
  })

  it('stops every part though another fails to, and tells of it', async () => {
    const { seen, all } = parts('abc', { stop: 'c' })
    await all.start()
    await expect(all.stop()).rejects.toMatchObject({ errors: [new Error('c does not stop')] })
    expect(seen.slice(3)).toEqual(['-c', '-b', '-a'])
  })

  it('may be stopped twice', async () => {
    const { seen, all } = parts('a')
    await all.start()
    await all.stop()
    await all.stop()
    expect(seen).toEqual(['+a', '-a'])
  })
})

describe('parts that start together', () => {
  it('are waited for until the last has started or failed, before the failure is told', async () => {
    const slow = Promise.withResolvers<void>()
    let told = false
    const starting = together([Promise.reject(new Error('the first fails')), slow.promise]).catch((error: Error) => {
      told = true
      return error.message
    })
    await new Promise(setImmediate)
    expect(told).toBe(false)
    slow.resolve()
    expect(await starting).toBe('the first fails')
  })
})
