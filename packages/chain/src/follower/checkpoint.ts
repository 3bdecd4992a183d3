import type { Hex } from '@sonm/model'

export interface CheckpointBlock {
  readonly number: bigint
  readonly hash: Hex
}

/**
 * How far a follower has read: the last blocks that it ended a step at, oldest first. The hashes tell after a restart
 * which of them are still on the chain.
 */
export type Checkpoint = readonly CheckpointBlock[]

/** A reorg deeper than the blocks of so many steps is followed by reading everything again. */
const CHECKPOINT_BLOCKS = 256

export function extend(checkpoint: Checkpoint, block: CheckpointBlock): Checkpoint {
  return [...checkpoint, block].slice(-CHECKPOINT_BLOCKS)
}

/** The checkpoint as text, for a column of the caller's store. */
export function writeCheckpoint(checkpoint: Checkpoint): string {
  return JSON.stringify(checkpoint.map(({ number, hash }) => [String(number), hash]))
}

/** @throws SyntaxError when the text was not written by `writeCheckpoint` */
export function readCheckpoint(text: string): Checkpoint {
  return (JSON.parse(text) as [string, Hex][]).map(([number, hash]) => ({ number: BigInt(number), hash }))
}

/**
 * The part of a checkpoint that is still on the chain. Asks for few of its blocks: where one stands, all before it do.
 */
export async function standing(
  checkpoint: Checkpoint,
  stands: (block: CheckpointBlock) => Promise<boolean>,
): Promise<Checkpoint> {
  let kept = 0
  let lost = checkpoint.length
  // The newest first: if it stands, that is all.
  for (let middle = lost - 1; kept < lost; middle = (kept + lost) >> 1) {
    if (await stands(checkpoint[middle]!)) kept = middle + 1
    else lost = middle
  }
  return checkpoint.slice(0, kept)
}
