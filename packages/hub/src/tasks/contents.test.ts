import { createHash } from 'node:crypto'
import type { Deal, Hex } from '@sonm/model'
import { expect, test } from 'vitest'
import { MASTER, noopTask, openHubBooks } from '../testing/hub-books.ts'

function piece(text: string) {
  const data = new TextEncoder().encode(text)
  const sha256: Hex = `0x${createHash('sha256').update(data).digest('hex')}`
  return { sha256, totalBytes: data.length, offset: 0, data }
}

test('the inputs of a deal stay within its quota, and what is stored already costs nothing again', async () => {
  const { contents, sellWhole } = await openHubBooks({ blobBytesPerDeal: 10 })
  const { deal } = await sellWhole()
  expect(await contents.put(deal, piece('12345678'))).toBe(8)
  await expect(contents.put(deal, piece('abc'))).rejects.toMatchObject({
    code: 'BLOB_QUOTA_EXCEEDED',
    data: { dealId: '7', limitBytes: '10' },
  })
  expect(await contents.put(deal, piece('12345678'))).toBe(8)
  expect(await contents.put(deal, piece('ab'))).toBe(2)
})

test('an announced size counts before a byte of it has come', async () => {
  const { contents, blobs, sellWhole } = await openHubBooks({ blobBytesPerDeal: 10 })
  const { deal } = await sellWhole()
  const large = { ...piece('x'.repeat(11)), data: new Uint8Array() }
  await expect(contents.put(deal, large)).rejects.toMatchObject({ code: 'BLOB_QUOTA_EXCEEDED' })
  expect(await blobs.has(large.sha256)).toBe(false)
})

test("who knows the hash of another buyer's input alone cannot use it", async () => {
  const { contents, tasks, sellWhole } = await openHubBooks()
  const record = await sellWhole()
  const other: Deal = { ...record.deal, id: 8n, buyer: MASTER }
  const input = piece('secret')
  expect(await contents.put(other, input)).toBe(6)
  // An empty piece asks how much is stored for this buyer.
  expect(await contents.put(record.deal, { ...input, data: new Uint8Array() })).toBe(0)
  const spec = { ...noopTask, inputs: [{ name: 'in', sha256: input.sha256, bytes: 6 }] }
  await expect(tasks.start('a', record, spec)).rejects.toMatchObject({ code: 'BLOB_MISSING' })
})

test('what is begun and never completed counts as announced, is bounded in number, and goes with its deal', async () => {
  const { contents, deals, blobs, store, sellWhole } = await openHubBooks({ blobBytesPerDeal: 100, uploadsPerDeal: 2 })
  const { deal } = await sellWhole()
  const begun = (text: string) => ({ ...piece(text), data: piece(text).data.subarray(0, 1) })
  expect(await contents.put(deal, begun('a'.repeat(40)))).toBe(1)
  await expect(contents.put(deal, begun('b'.repeat(61)))).rejects.toMatchObject({ code: 'BLOB_QUOTA_EXCEEDED' })
  expect(await contents.put(deal, begun('c'.repeat(10)))).toBe(1)
  await expect(contents.put(deal, begun('d'))).rejects.toMatchObject({ code: 'UPLOADS_EXCEEDED' })
  const wrong = { ...piece('c'.repeat(10)), data: new Uint8Array(10) }
  await expect(contents.put(deal, wrong)).rejects.toMatchObject({ code: 'BLOB_CORRUPT' })
  expect(await contents.put(deal, piece('d'))).toBe(1)

  await contents.abandonClosed()
  expect(await contents.put(deal, { ...begun('a'.repeat(40)), data: new Uint8Array() })).toBe(1)
  const place = { blockNumber: 2n, blockHash: deal.askHash, logIndex: 0, txHash: deal.askHash, timestampSeconds: 200n }
  const closed = { ...place, kind: 'dealClosed' as const, deal, paidWei: 0n, returnedWei: 0n, by: MASTER }
  await deals.applyEvents([closed], [{ number: 2n, hash: deal.askHash }])
  await contents.abandonClosed()
  expect(await store.selectFrom('upload').selectAll().execute()).toEqual([])
  const again = { ...piece('a'.repeat(40)), upload: `deal-${deal.id}`, data: new Uint8Array() }
  expect(await blobs.put(again)).toBe(0)
})
