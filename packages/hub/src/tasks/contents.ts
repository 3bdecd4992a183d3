import { CodedError, Turns } from '@sonm/common'
import { type Address, type Deal, fail, type Hex } from '@sonm/model'
import type { BlobPiece, BlobRead, BlobStore } from '../blobs/blob-store.ts'
import type { DealRecord } from '../deals/deal-record.ts'
import type { HubOptions } from '../options.ts'
import type { HubStore } from '../store/schema.ts'
import type { TaskBook } from './task-book.ts'

/** A piece of a buyer's input as it comes over the wire. */
export interface ContentPiece {
  readonly sha256: Hex
  readonly totalBytes: number
  readonly offset: number
  readonly data: Uint8Array
}

/** The inputs that buyers store for their deals, and that workers fetch for their tasks. */
export class Contents {
  readonly #store: HubStore
  readonly #blobs: BlobStore
  readonly #tasks: TaskBook
  readonly #options: HubOptions
  /** What is stored and noted, and what is found unused and removed, must not come between each other. */
  readonly #turns = new Turns<Hex>()

  constructor(parts: { store: HubStore; blobs: BlobStore; tasks: TaskBook; options: HubOptions }) {
    this.#store = parts.store
    this.#blobs = parts.blobs
    this.#tasks = parts.tasks
    this.#options = parts.options
  }

  /**
   * Stores a piece for an open deal. Who knows a hash alone gets nothing by it: only what this buyer has sent himself
   * counts as stored for him.
   * @returns how many bytes the hub has
   * @throws DEAL_ENDED, BLOB_QUOTA_EXCEEDED, UPLOADS_EXCEEDED, BLOB_CORRUPT
   */
  async put({ deal, slice }: DealRecord, piece: ContentPiece): Promise<number> {
    if (!slice) throw fail('DEAL_ENDED', { dealId: deal.id.toString() })
    // What the machine has no room for could not be used there.
    const limitBytes = Math.min(this.#options.blobBytesPerDeal, slice.resources.storageBytes)
    return this.#turns.run(piece.sha256, () => this.#put(deal, piece, limitBytes))
  }

  async #put({ id, buyer }: Deal, piece: ContentPiece, limitBytes: number): Promise<number> {
    const { sha256, totalBytes } = piece
    const own = await this.#store
      .selectFrom('blob_use')
      .select(['deal_id', 'bytes'])
      .where('sha256', '=', sha256)
      .where('buyer', '=', buyer)
      .execute()
    if (own.some(({ deal_id }) => deal_id === Number(id))) return totalBytes
    const sent = own.length > 0 && own[0]!.bytes === totalBytes
    await this.#begin(id, piece, limitBytes)
    try {
      const stored = sent ? totalBytes : await this.#blobs.put({ ...piece, upload: `deal-${id}` })
      if (stored < totalBytes) return stored
    } catch (error) {
      // Nothing of it is left.
      if (error instanceof CodedError && error.code === 'BLOB_CORRUPT') await endUpload(this.#store, id, sha256)
      throw error
    }
    await this.#store.transaction().execute(async (db) => {
      await endUpload(db, id, sha256)
      await db
        .insertInto('blob_use')
        .values({ sha256, deal_id: Number(id), buyer, bytes: totalBytes })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    })
    return totalBytes
  }

  /** Drops what was begun for deals that are closed: it will not be completed. */
  async abandonClosed(): Promise<void> {
    const rows = await this.#store
      .selectFrom('upload')
      .innerJoin('deal', 'deal.deal_id', 'upload.deal_id')
      .select('upload.deal_id')
      .distinct()
      .where('deal.closed_at_ms', 'is not', null)
      .execute()
    if (rows.length === 0) return
    await this.#blobs.abandon(new Set(rows.map(({ deal_id }) => `deal-${deal_id}`)))
    for (const { deal_id } of rows) await this.#store.deleteFrom('upload').where('deal_id', '=', deal_id).execute()
  }

  /** Stores a piece of an output, and notes the output when it is complete. @returns how many bytes of it are stored */
  putOutput(piece: BlobPiece, note: () => Promise<void>): Promise<number> {
    return this.#turns.run(piece.sha256, async () => {
      const stored = await this.#blobs.put(piece)
      if (stored >= piece.totalBytes) await note()
      return stored
    })
  }

  /** Removes contents that neither an input nor an output is made of any more. */
  async removeUnused(contents: Iterable<Hex>): Promise<void> {
    for (const sha256 of contents) await this.#turns.run(sha256, () => this.#removeIfUnused(sha256))
  }

  async #removeIfUnused(sha256: Hex): Promise<void> {
    const output = await this.#store.selectFrom('output').select('name').where('sha256', '=', sha256).executeTakeFirst()
    const use = await this.#store.selectFrom('blob_use').select('buyer').where('sha256', '=', sha256).executeTakeFirst()
    if (!output && !use) await this.#blobs.remove(sha256)
  }

  /** A part of a content that a task of this worker needs. @throws BLOB_MISSING */
  async readFor(worker: Address, sha256: Hex, offset: number, maxBytes: number): Promise<BlobRead> {
    if (!(await this.#tasks.needsContent(worker, sha256))) throw fail('BLOB_MISSING', { sha256 })
    return this.#blobs.read(sha256, offset, maxBytes)
  }

  /** Notes an upload before the first byte of it is kept; its whole size counts from now on. */
  async #begin(id: bigint, { sha256, totalBytes }: ContentPiece, limitBytes: number): Promise<void> {
    const { uploadsPerDeal } = this.#options
    const dealId = id.toString()
    await this.#store.transaction().execute(async (db) => {
      const stored = await db.selectFrom('blob_use').select('bytes').where('deal_id', '=', Number(id)).execute()
      const uploads = await db.selectFrom('upload').selectAll().where('deal_id', '=', Number(id)).execute()
      const others = uploads.filter((upload) => upload.sha256 !== sha256)
      const used = [...stored, ...others].reduce((sum, { bytes }) => sum + bytes, 0)
      if (used + totalBytes > limitBytes) throw fail('BLOB_QUOTA_EXCEEDED', { dealId, limitBytes })
      if (others.length >= uploadsPerDeal) throw fail('UPLOADS_EXCEEDED', { dealId, limit: uploadsPerDeal })
      const known = uploads.find((upload) => upload.sha256 === sha256)
      // What was announced larger before may have come already.
      const bytes = Math.max(totalBytes, known?.bytes ?? 0)
      await db
        .insertInto('upload')
        .values({ deal_id: Number(id), sha256, bytes })
        .onConflict((conflict) => conflict.columns(['deal_id', 'sha256']).doUpdateSet({ bytes }))
        .execute()
    })
  }
}

async function endUpload(db: HubStore, dealId: bigint, sha256: Hex): Promise<void> {
  await db.deleteFrom('upload').where('deal_id', '=', Number(dealId)).where('sha256', '=', sha256).execute()
}
