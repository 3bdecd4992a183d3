import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CodedError, systemClock } from '@sonm/common'
import { fail } from '@sonm/model'
import { expect, onTestFinished, test } from 'vitest'
import { firstAnswer, mayLeaveOut } from './service.ts'

/** The address of a service that answers each request with the next status, and at last always with the last one. */
async function serviceOf(...statuses: number[]): Promise<string> {
  const server = createServer((_, response) => {
    const status = statuses.length > 1 ? statuses.shift()! : statuses[0]!
    if (status === 0) response.destroy()
    else response.writeHead(status).end(' page\n')
  })
  return await addressOf(server)
}

async function addressOf(server: Server): Promise<string> {
  onTestFinished(() => void server.close())
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

const ask = (url: string, { signal } = new AbortController(), timeoutMs?: number) =>
  firstAnswer(url, systemClock, signal, timeoutMs)

test('a service that is not up yet is asked again, and what it says is taken', async () => {
  expect(await ask(await serviceOf(0, 0, 200))).toEqual({ status: 200, response: 'page' })
  expect(await ask(await serviceOf(404))).toEqual({ status: 404, response: 'page' })
})

test('a service that says it is broken is no success', async () => {
  const url = await serviceOf(503)
  await expect(ask(url)).rejects.toMatchObject({ code: 'SERVICE_FAILED', data: { url, status: '503' } })
})

test('asking ends when the user does not want it any more', async () => {
  const interrupt = new AbortController()
  const server = createServer((_, response) => {
    response.destroy()
    interrupt.abort(new Error('not any more'))
  })
  await expect(ask(await addressOf(server), interrupt)).rejects.toThrow('not any more')
})

test('a service that takes the call and says nothing is given up', async () => {
  const url = await addressOf(createServer(() => {}))
  const data = { url, reason: 'it takes the call and says nothing' }
  await expect(ask(url, undefined, 50)).rejects.toMatchObject({ code: 'SERVICE_SILENT', data })
})

test('of an answer without end the beginning is taken', async () => {
  const url = await addressOf(
    createServer((_, response) => {
      const more = () => {
        while (response.write('x'.repeat(10_000)));
        response.once('drain', more)
      }
      more()
    }),
  )
  expect((await ask(url)).response).toBe('x'.repeat(64 * 1024))
})

test.each(['IMAGE_NOT_FOUND', 'IMAGE_PULL_DENIED', 'IMAGE_PULL_FAILED'] as const)(
  'the service is left out when its image is out of reach (%s), unless the user asked for it',
  (code) => {
    const error = new CodedError({
      code,
      kind: 'not-found',
      what: 'It is out of reach.',
      todo: '',
      retryable: false,
      data: {},
    })
    const ofUs = { executor: 'auto', image: undefined } as const
    expect(mayLeaveOut(error, ofUs)).toBe(true)
    expect(mayLeaveOut(error, { ...ofUs, executor: 'docker' })).toBe(false)
    expect(mayLeaveOut(error, { ...ofUs, image: 'busybox' })).toBe(false)
  },
)

test('a service that breaks is never left out in silence', () => {
  const broken = fail('SERVICE_FAILED', { url: 'http://127.0.0.1:1/', status: 503 })
  expect(mayLeaveOut(broken, { executor: 'auto', image: undefined })).toBe(false)
  expect(mayLeaveOut(new Error('no'), { executor: 'auto', image: undefined })).toBe(false)
})
