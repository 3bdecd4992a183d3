import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClient } from '@redis/client'
import { sleep, systemClock } from '@sonm/common'

export interface Redis {
  set(key: string, value: string): Promise<unknown>
  get(key: string): Promise<string | null>
  end(): Promise<void>
}

/** A redis-server of its own, in memory alone as a locator is, on a Unix socket. @returns nothing when there is none on this machine, and says so */
export async function startRedis(): Promise<Redis | undefined> {
  const folder = mkdtempSync(join(tmpdir(), 'sonm-bench-redis-'))
  const path = join(folder, 'redis.sock')
  const words = ['--port', '0', '--unixsocket', path, '--dir', folder, '--save', '', '--appendonly', 'no']
  const server = spawn('redis-server', words, { stdio: 'ignore' })
  const failed = once(server, 'error').then(([error]) => error as NodeJS.ErrnoException)
  const started = once(server, 'spawn').then(() => undefined)
  const error = await Promise.race([started, failed])
  if (error) {
    rmSync(folder, { recursive: true, force: true })
    console.error('Redis is left out: there is no redis-server; `apt-get install redis-server` brings it')
    return undefined
  }
  const client = createClient({ socket: { path, reconnectStrategy: false } })
  for (let tries = 1; !client.isOpen; tries++) {
    await client.connect().catch(async (cause: unknown) => {
      if (tries === 100) throw cause
      await sleep(systemClock, 50)
    })
  }
  return {
    set: (key, value) => client.set(key, value),
    get: (key) => client.get(key),
    async end() {
      client.destroy()
      const exited = once(server, 'exit')
      server.kill('SIGTERM')
      await exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
