import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Address } from '@sonm/model'
import type { MeasuredPath, TracedPath } from '@sonm/network'
import type { Host } from './namespaces.ts'
import type { PeerAnswer, PeerSetUp, PeerTask } from './peer-words.ts'

const PROGRAM = fileURLToPath(new URL('peer.ts', import.meta.url))

/** How far a buyer's subscription has come. */
export interface Counted {
  readonly last: number
  readonly losses: number
  /** No number was left out, and none came twice. */
  readonly whole: boolean
}

/** A peer that runs on a host of its own. */
export class PeerProcess {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  #last = 0

  private constructor(host: Host, setUp: PeerSetUp) {
    this.#child = spawn('ip', ['netns', 'exec', host.name, process.execPath, PROGRAM, JSON.stringify(setUp)], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    })
    this.#waiting.set(0, Promise.withResolvers())
    this.#child.on('message', ({ id, result, error }: PeerAnswer) => {
      const asked = this.#waiting.get(id)
      this.#waiting.delete(id)
      if (error === undefined) asked?.resolve(result)
      else asked?.reject(new Error(error))
    })
    this.#child.once('exit', (code) => {
      for (const asked of this.#waiting.values()) asked.reject(new Error(`the peer ended with ${code}`))
    })
  }

  /** Resolves when the peer serves. */
  static async start(host: Host, setUp: PeerSetUp): Promise<PeerProcess> {
    const started = new PeerProcess(host, setUp)
    await started.#waiting.get(0)!.promise
    return started
  }

  ping(to: Address): Promise<MeasuredPath> {
    return this.#ask({ do: 'ping', to }) as Promise<MeasuredPath>
  }

  trace(to: Address): Promise<readonly TracedPath[]> {
    return this.#ask({ do: 'trace', to }) as Promise<readonly TracedPath[]>
  }

  /** Sends bytes through a tunnel to a port that sends them back. @returns how many came */
  tunnel(to: Address, bytes: number): Promise<number> {
    return this.#ask({ do: 'tunnel', to, bytes }) as Promise<number>
  }

  async subscribe(to: Address): Promise<void> {
    await this.#ask({ do: 'subscribe', to })
  }

  counted(): Promise<Counted> {
    return this.#ask({ do: 'counted', to: '' }) as Promise<Counted>
  }

  /** kill -9. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }

  #ask(task: PeerTask): Promise<unknown> {
    const id = ++this.#last
    const asked = Promise.withResolvers<unknown>()
    this.#waiting.set(id, asked)
    this.#child.send({ id, ...task })
    return asked.promise
  }
}
