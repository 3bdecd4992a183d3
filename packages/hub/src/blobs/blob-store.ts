import type { Hex } from '@sonm/model'

/** A piece of a file whose content hash is known from the start. */
export interface BlobPiece {
  /** Who sends it, without a full stop; two senders of one content do not meet before it is complete and checked. */
  readonly upload: string
  readonly sha256: Hex
  readonly totalBytes: number
  readonly offset: number
  readonly data: Uint8Array
}

export interface BlobRead {
  readonly data: Uint8Array
  readonly totalBytes: number
}

/**
 * Files by content. What `put` says is stored survives kill -9; a complete blob always has its hash.
 * Who may read what is the caller's matter.
 */
export interface BlobStore {
  /**
   * Adds a piece. One that stands after the end of what is stored is left out; what overlaps is taken once. An upload starts
   * from nothing even where the content is stored already: who knows a hash has not shown that he has the content.
   * @returns how many bytes of the upload are stored; `totalBytes`: it is complete and its hash was checked
   * @throws BLOB_CORRUPT when the pieces do not have the hash: everything of this upload is dropped
   */
  put(piece: BlobPiece): Promise<number>
  has(sha256: Hex): Promise<boolean>
  /** A part of a complete blob. @throws BLOB_MISSING */
  read(sha256: Hex, offset: number, maxBytes: number): Promise<BlobRead>
  /** Unknown is fine. */
  remove(sha256: Hex): Promise<void>
  /** Drops the unfinished parts of uploads. */
  abandon(uploads: ReadonlySet<string>): Promise<void>
}

/** The upload that the name of an unfinished part begins with. */
export function uploadOf(part: string): string {
  return part.split('.', 1)[0]!
}
