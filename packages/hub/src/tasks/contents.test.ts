import { createHash } from 'node:crypto'
import type { Hex } from '@sonm/model'
import { expect, test } from 'vitest'
import { MASTER, noopTask, openHubBooks } from '../testing/hub-books.ts'
import { Contents } from './contents.ts'

function piece(text: string) {
  const data = new TextEncoder().encode(text)
  const sha256: Hex = `0x${createHash('sha256').update(data).digest('hex')}`
  return { sha256, totalBytes: data.length, offset: 0, data }
}

test('the inputs of a deal stay within its quota, and what is stored already costs nothing again', async () => {
  const { contents, sellWhole } = await openHubBooks({ blobBytesPerDeal: 10 })
  const record = await sellWhole()
  expect(await contents.put(record, piece('12345678'))).toBe(8)
  await expect(contents.put(record, piece('abc'))).rejects.toMatchObject({
    code: 'BLOB_QUOTA_EXCEEDED',
    data: { dealId: '7', limitBytes: '10' },
  })
  expect(await contents.put(record, piece('12345678'))).toBe(8)
  expect(await contents.put(record, piece('ab'))).toBe(2)
})

test('an announced size counts before a byte of it has come', async () => {
  const { contents, blobs, sellWhole } = await openHubBooks({ blobBytesPerDeal: 10 })
  const record = await sellWhole()
  const large = { ...piece('x'.repeat(11)), data: new Uint8Array() }
  await expect(contents.put(record, large)).rejects.toMatchObject({ code: 'BLOB_QUOTA_EXCEEDED' })
  expect(await blobs.has(large.sha256)).toBe(false)
})

test("who knows the hash of another buyer's input alone cannot use it", async () => {
  const { contents, tasks, sellWhole } = await openHubBooks()
  const record = await sellWhole()
  const other = { ...record, deal: { ...record.deal, id: 8n, buyer: MASTER } }
  const input = piece('secret')
  expect(await contents.put(other, input)).toBe(6)
  // An empty piece asks how much is stored for this buyer.
  expect(await contents.put(record, { ...input, data: new Uint8Array() })).toBe(0)
  const spec = { ...noopTask, inputs: [{ name: 'in', sha256: input.sha256, bytes: 6 }] }
  await expect(tasks.start('a', record, spec)).rejects.toMatchObject({ code: 'BLOB_MISSING' })
})

test('what is begun and never completed counts as announced, is bounded in number, and goes with its deal', async () => {
  const { contents, deals, blobs, store, sellWhole } = await openHubBooks({ blobBytesPerDeal: 100, uploadsPerDeal: 2 })
  const record = await sellWhole()
  const { deal } = record
  const begun = (text: string) => ({ ...piece(text), data: piece(text).data.subarray(0, 1) })
  expect(await contents.put(record, begun('a'.repeat(40)))).toBe(1)
  await expect(contents.put(record, begun('b'.repeat(61)))).rejects.toMatchObject({ code: 'BLOB_QUOTA_EXCEEDED' })
  expect(await contents.put(record, begun('c'.repeat(10)))).toBe(1)
  await expect(contents.put(record, begun('d'))).rejects.toMatchObject({ code: 'UPLOADS_EXCEEDED' })
  const wrong = { ...piece('c'.repeat(10)), data: new Uint8Array(10) }
  await expect(contents.put(record, wrong)).rejects.toMatchObject({ code: 'BLOB_CORRUPT' })
  expect(await contents.put(record, piece('d'))).toBe(1)

  await contents.abandonClosed()
  expect(await contents.put(record, { ...begun('a'.repeat(40)), data: new Uint8Array() })).toBe(1)
  const place = { blockNumber: 2n, blockHash: deal.askHash, logIndex: 0, txHash: deal.askHash, timestampSeconds: 200n }
  const closed = { ...place, kind: 'dealClosed' as const, dealId: deal.id, paidWei: 0n, returnedWei: 0n, by: MASTER }
  await deals.applyEvents([closed], [{ number: 2n, hash: deal.askHash }])
  await contents.abandonClosed()
  expect(await store.selectFrom('upload').selectAll().execute()).toEqual([])
  const again = { ...piece('a'.repeat(40)), upload: `deal-${record.deal.id}`, data: new Uint8Array() }
  expect(await blobs.put(again)).toBe(0)
})

test('a deal stores no more inputs than its machine has room for', async () => {
  const { contents, sellWhole } = await openHubBooks()
  const record = await sellWhole()
  const slice = { ...record.slice!, resources: { ...record.slice!.resources, storageBytes: 10 } }
  await expect(contents.put({ ...record, slice }, piece('x'.repeat(11)))).rejects.toMatchObject({
    code: 'BLOB_QUOTA_EXCEEDED',
    data: { limitBytes: '10' },
  })
})

test('what is found unused is not removed under the hands of who stores the same', async () => {
  const { blobs, clock, sellWhole, ...books } = await openHubBooks()
  const record = await sellWhole()
  const input = piece('shared')
  const noted = Promise.withResolvers<void>()
  const stored = Promise.withResolvers<void>()
  // The content is there, and that it is used is not noted yet.
  const put: typeof blobs.put = async (sent) => {
    const bytes = await blobs.put(sent)
    stored.resolve()
    await noted.promise
    return bytes
  }
  const contents = new Contents({ ...books, blobs: { ...blobs, put } })
  const putting = contents.put(record, input)
  await stored.promise
  const removing = contents.removeUnused([input.sha256])
  await clock.advance(0)
  noted.resolve()
  await Promise.all([putting, removing])
  expect(await blobs.has(input.sha256)).toBe(true)
})
