import type { Socket } from 'node:net'
import type { Address } from '@sonm/model'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Path } from '../paths/path.ts'

/** What a test of a path needs: a peer that it reaches, and ones that it does not. */
export interface PathUnderTest {
  readonly path: Path
  /** Reached by the path. */
  readonly reachable: Address
  /** The path has a route there, and nobody answers. */
  readonly unreachable: Address
  /** The path has no route there. */
  readonly unknown: Address
  /** The other end of the next connection to `reachable`. */
  accepted(): Promise<Socket>
  close(): Promise<void>
}

/** What every way to a peer must do, whatever lies beneath it. TLS runs on top of these sockets. */
export function pathCompliance(name: string, setUp: () => Promise<PathUnderTest>): void {
  describe(`the ${name} path`, () => {
    let subject: PathUnderTest
    beforeEach(async () => {
      subject = await setUp()
    })
    afterEach(() => subject.close())

    async function connected(): Promise<{ near: Socket; far: Socket }> {
      const [route] = await subject.path.routes(subject.reachable)
      const accepted = subject.accepted()
      const near = await route!.connect(new AbortController().signal)
      return { near, far: await accepted }
    }

    test('names its routes and their kind', async () => {
      const routes = await subject.path.routes(subject.reachable)
      expect(routes.length).toBeGreaterThan(0)
      for (const route of routes) {
        expect(route.kind).toBe(subject.path.kind)
        expect(route.label).not.toBe('')
      }
    })

    test('has no route to a stranger', async () => {
      expect(await subject.path.routes(subject.unknown)).toEqual([])
    })

    test('carries bytes both ways unchanged and ends one way at a time', async () => {
      const { near, far } = await connected()
      const sent = Buffer.from(Uint8Array.from({ length: 3_000_000 }, (_, at) => (at * 7) & 0xff))
      near.end(sent)
      expect((await readAll(far)).equals(sent)).toBe(true)
      far.end(sent)
      expect((await readAll(near)).equals(sent)).toBe(true)
    })

    test('holds the sender back while the receiver does not read', async () => {
      const { near, far } = await connected()
      far.pause()
      const chunk = Buffer.alloc(1 << 20)
      let buffered = 0
      while (near.write(chunk) && buffered < 64) buffered++
      expect(buffered).toBeLessThan(64)
      far.resume()
      await new Promise((resolve) => near.once('drain', resolve))
      near.destroy()
    })

    test('tells each end when the other is destroyed', async () => {
      const { near, far } = await connected()
      far.on('error', () => {})
      far.resume()
      const ended = new Promise((resolve) => far.once('end', resolve).once('close', resolve))
      near.destroy()
      await ended
      far.destroy()
    })

    test('rejects when nobody answers', async () => {
      const [route] = await subject.path.routes(subject.unreachable)
      await expect(route!.connect(new AbortController().signal)).rejects.toThrow()
    })

    test('rejects with the reason of a signal that is aborted', async () => {
      const reason = new Error('changed my mind')
      const [route] = await subject.path.routes(subject.reachable)
      await expect(route!.connect(AbortSignal.abort(reason))).rejects.toBe(reason)
      const controller = new AbortController()
      const connecting = route!.connect(controller.signal)
      controller.abort(reason)
      await expect(connecting).rejects.toBe(reason)
    })
  })
}

async function readAll(socket: Socket): Promise<Buffer> {
  const chunks: Buffer[] = []
  // Not `for await`, which would destroy the socket at its end and with it the way back.
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await new Promise((resolve, reject) => socket.once('end', resolve).once('error', reject))
  return Buffer.concat(chunks)
}
