import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { systemClock } from '@sonm/common'
import { expect, onTestFinished, test } from 'vitest'
import { firstAnswer } from './service.ts'

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

const ask = (url: string, { signal } = new AbortController()) => firstAnswer(url, systemClock, signal)

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
