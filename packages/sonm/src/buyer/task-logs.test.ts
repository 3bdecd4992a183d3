import { create } from '@bufbuild/protobuf'
import { VirtualClock } from '@sonm/common'
import { fail } from '@sonm/model'
import { LogChunkSchema } from '@sonm/protocol'
import { expect, it } from 'vitest'
import type { NodeApi } from '../api/node-api.ts'
import { taskLogs } from './task-logs.ts'

const silent = () => fail('HUB_UNREACHABLE', { dealId: '1', hub: '0x1', reason: 'the link is dead' })
const PRINTED = new TextEncoder().encode('one\ntwo\nthree\n')

/** A hub that falls silent after each few bytes, and at first before any. */
function faltering(failure: () => Error) {
  const asked: bigint[] = []
  async function* readLogs({ offset }: { offset: bigint }) {
    asked.push(offset)
    if (asked.length === 1) throw failure()
    const data = PRINTED.subarray(Number(offset), Number(offset) + 5)
    yield create(LogChunkSchema, { offset, stream: 'stdout', data })
    if (Number(offset) + data.length < PRINTED.length) throw failure()
  }
  return { asked, api: { tasks: { readLogs } } as unknown as NodeApi }
}

async function textOf(failure: () => Error) {
  const clock = new VirtualClock()
  const { asked, api } = faltering(failure)
  const patience = { clock, patienceMs: 10_000, signal: new AbortController().signal, onSilence: () => {} }
  const read = async () => {
    let text = ''
    for await (const { data } of taskLogs(api, 'a', { follow: true, patience })) text += new TextDecoder().decode(data)
    return text
  }
  const reading = read()
  reading.catch(() => {})
  await clock.advance(5_000)
  return { text: await reading, asked }
}

it('goes on after each silence where it was: nothing is left out, and nothing comes twice', async () => {
  const { text, asked } = await textOf(silent)
  expect(text).toBe('one\ntwo\nthree\n')
  expect(asked).toEqual([0n, 0n, 5n, 10n])
})

it('ends with what does not pass', async () => {
  await expect(textOf(() => fail('TASK_NOT_FOUND', { taskId: 'a' }))).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
})
