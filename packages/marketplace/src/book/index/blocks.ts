import type { BookMemory } from './book-memory.ts'
import { Directory } from './directory.ts'
import type { Kernels } from './kernels.ts'
import { compareKeys, copyKey, KEY } from './key.ts'
import {
  BLOCK,
  BLOCK_BYTES,
  BLOCKS_PER_CHUNK,
  CHUNK_BYTES,
  HEADS_BYTES,
  LANE,
  PLACE,
  ROW,
  SLOTS,
  STAGED,
} from './layout.ts'
import { laneAt, rowsAt } from './plain/place.ts'
import { rowsByKey } from './row-order.ts'
import type { Rows } from './rows.ts'

/** Below it, a block joins a neighbour if both together stay below the second. */
const FEW = 96
const JOINED_AT_MOST = 192
/** Of the slots of a block that is laid out, so many are taken: the first that come after find holes. */
const LAID_OUT = 224
const STAGED_PER_CHUNK = BLOCKS_PER_CHUNK * LAID_OUT

/** What stands in the lanes without an exact value behind it. */
export interface Marks {
  readonly flags: number
  readonly country: number
  readonly gpuModel: number
}

/** The asks in blocks, in the order of price and sequence from block to block, unsorted within. */
export class Blocks {
  readonly directory: Directory
  readonly #memory: BookMemory
  readonly #rows: Rows
  readonly #kernels: Kernels
  /** By the block's id. */
  readonly #addresses: number[] = []
  readonly #free: number[] = []
  /** The chunks of asks whose place is not chosen yet. */
  #staged: number[] | undefined
  /** Of the block that is split. */
  readonly #keys = new Uint32Array(SLOTS)

  constructor(memory: BookMemory, rows: Rows, kernels: Kernels) {
    this.#memory = memory
    this.#rows = rows
    this.#kernels = kernels
    this.directory = new Directory(memory)
  }

  /** Whether no block has its asks yet. */
  get isDeferred(): boolean {
    return this.#staged !== undefined
  }

  /** Until `layOut` asks are only gathered, if these are the first: to sort them once is cheaper than to find a place for each. */
  defer(): void {
    if (this.#addresses.length === 0) this.#staged ??= []
  }

  /** Lays the gathered asks out, which are all that there are; `rebuildAll` does the rest. */
  layOut(): void {
    const staged = this.#staged ?? []
    this.#staged = undefined
    const { u32 } = this.#memory
    for (const chunk of staged) this.#add(chunk)
    this.#free.reverse()
    const rows = rowsByKey(this.#memory, this.#rows)
    for (let first = 0; first < rows.length; first += LAID_OUT) {
      const block = this.#allocate()
      const count = Math.min(LAID_OUT, rows.length - first)
      const found = PLACE.found >>> 2
      for (let slot = 0; slot < count; slot++) {
        const row = rows[first + slot]!
        u32[found + slot] = row
        u32[found + SLOTS + slot] = u32[(this.#rows.address(row) + ROW.location) >>> 2]!
        this.#setLocation(row, block, slot)
      }
      this.#kernels.placeAll(block, count)
      this.#setLive(block, count)
      this.#setLow(block, this.#keyOf(rows[first]!))
      this.directory.insert(this.directory.length, block)
    }
  }

  /** Its exact benchmarks are staged. */
  insert(row: number, marks: Marks): void {
    if (this.#staged) this.#stage(this.#staged, row, marks)
    else this.#insert(row, marks)
  }

  /** Until its place is chosen, the row says where its codes are. */
  #stage(chunks: number[], row: number, { flags, country, gpuModel }: Marks): void {
    const at = row % STAGED_PER_CHUNK
    if (at === 0) chunks.push(this.#memory.allocate(CHUNK_BYTES, HEADS_BYTES))
    const codes = chunks.at(-1)! + STAGED.first + at * STAGED.bytes
    const address = this.#rows.address(row)
    this.#kernels.encode(codes, address, flags, country, gpuModel)
    this.#memory.u32[(address + ROW.location) >>> 2] = codes
  }

  #insert(row: number, marks: Marks): void {
    const key = this.#keyOf(row)
    if (this.directory.length === 0) {
      const first = this.#allocate()
      // Its bitmaps must say what its lanes say, also of holes.
      this.#kernels.rebuild(first)
      this.#setLow(first, key)
      this.directory.insert(0, first)
    }
    let position = this.directory.locate(key)
    if (this.#live(this.directory.at(position)) === SLOTS) {
      this.#split(position)
      position = this.directory.locate(key)
    }
    const block = this.directory.at(position)
    // Only the first block can begin later.
    if (compareKeys(this.#memory.u32, key, (block >>> 2) + KEY.ofBlock) < 0) this.#setLow(block, key)
    this.#place(block, this.#hole(block), row, marks)
    this.#setLive(block, this.#live(block) + 1)
  }

  remove(row: number): void {
    const [block] = this.#locationOf(row)
    this.setAlive(row, false)
    const live = this.#live(block) - 1
    this.#setLive(block, live)
    if (live < FEW) this.#join(row)
  }

  codesOf(row: number): (lane: number) => number {
    const [block, slot] = this.#locationOf(row)
    const { u16 } = this.#memory
    const first = laneAt(block, 0) + slot
    return (lane) => u16[first + lane * SLOTS]!
  }

  marksOf(row: number): Marks {
    const lane = this.codesOf(row)
    return { flags: lane(LANE.flags), country: lane(LANE.country), gpuModel: lane(LANE.gpuModel) }
  }

  /** Reads the exact values of the row again; its benchmarks are staged. */
  refresh(row: number, marks: Marks): void {
    const [block, slot] = this.#locationOf(row)
    this.#place(block, slot, row, marks)
  }

  /** What is not alive is not seen; the slot stays its own while nothing is inserted. */
  setAlive(row: number, isAlive: boolean): void {
    const [block, slot] = this.#locationOf(row)
    const word = ((block + BLOCK.alive) >>> 2) + (slot >>> 5)
    if (isAlive) this.#memory.u32[word]! |= 1 << (slot & 31)
    else this.#memory.u32[word]! &= ~(1 << (slot & 31))
  }

  rebuildAll(): void {
    for (let at = 0; at < this.directory.length; at++) this.#kernels.rebuild(this.directory.at(at))
  }

  #place(block: number, slot: number, row: number, { flags, country, gpuModel }: Marks): void {
    const address = this.#rows.address(row)
    this.#kernels.place(block, slot, row, address, flags, country, gpuModel)
    this.#setLocation(row, block, slot)
  }

  /** The dearer half moves into a block of its own. */
  #split(position: number): void {
    const upper = this.#allocate()
    const lower = this.directory.at(position)
    const { u32 } = this.#memory
    const keys = this.#keys
    for (let slot = 0; slot < SLOTS; slot++) {
      keys[slot] = this.#keyOf(this.#rowIn(lower, slot))
    }
    const slots = this.#slotsOf(lower).toSorted((a, b) => compareKeys(u32, keys[a]!, keys[b]!))
    const moved = slots.slice(SLOTS / 2)
    this.#setLow(upper, keys[moved[0]!]!)
    this.#move(lower, moved, upper)
    this.directory.insert(position + 1, upper)
  }

  /** The block of this row, which has few asks left, takes those of a neighbour, or gives him its own. */
  #join(row: number): void {
    const { directory } = this
    if (directory.length === 1) return
    const key = this.#keyOf(row)
    const position = directory.locate(key)
    const pairs = [position, position - 1].filter((at) => at >= 0 && at + 1 < directory.length)
    const at = pairs.find(
      (left) => this.#live(directory.at(left)) + this.#live(directory.at(left + 1)) <= JOINED_AT_MOST,
    )
    if (at === undefined) return
    const [left, right] = [directory.at(at), directory.at(at + 1)]
    this.#move(right, this.#slotsOf(right), left)
    directory.remove(at + 1)
    this.#free.push(this.#memory.u32[(right + BLOCK.id) >>> 2]!)
  }

  #move(from: number, slots: readonly number[], to: number): void {
    const { u8 } = this.#memory
    for (const slot of slots) {
      const hole = this.#hole(to)
      this.#kernels.copySlot(from, slot, to, hole)
      u8[from + BLOCK.alive + (slot >>> 3)]! &= ~(1 << (slot & 7))
      u8[to + BLOCK.alive + (hole >>> 3)]! |= 1 << (hole & 7)
      this.#setLocation(this.#rowIn(to, hole), to, hole)
    }
    this.#setLive(from, this.#live(from) - slots.length)
    this.#setLive(to, this.#live(to) + slots.length)
    this.#kernels.rebuild(from)
    this.#kernels.rebuild(to)
  }

  #allocate(): number {
    if (this.#free.length === 0) {
      this.#add(this.#memory.allocate(CHUNK_BYTES, HEADS_BYTES))
      this.#free.reverse()
    }
    return this.#addresses[this.#free.pop()!]!
  }

  /** Its blocks can be allocated, the first one last. */
  #add(chunk: number): void {
    for (let at = 0; at < BLOCKS_PER_CHUNK; at++) {
      const block = chunk + at * BLOCK_BYTES
      this.#memory.u32[(block + BLOCK.id) >>> 2] = this.#addresses.length
      this.#free.push(this.#addresses.length)
      this.#addresses.push(block)
    }
  }

  #keyOf(row: number): number {
    return (this.#rows.address(row) >>> 2) + KEY.ofRow
  }

  #hole(block: number): number {
    const { u32 } = this.#memory
    for (let word = 0; ; word++) {
      const free = ~u32[((block + BLOCK.alive) >>> 2) + word]!
      if (free !== 0) return word * 32 + (31 - Math.clz32(free & -free))
    }
  }

  #slotsOf(block: number): readonly number[] {
    const { u8 } = this.#memory
    const slots: number[] = []
    for (let slot = 0; slot < SLOTS; slot++) {
      if ((u8[block + BLOCK.alive + (slot >>> 3)]! >> (slot & 7)) & 1) slots.push(slot)
    }
    return slots
  }

  #rowIn(block: number, slot: number): number {
    return this.#memory.u32[rowsAt(block) + slot]!
  }

  #locationOf(row: number): readonly [block: number, slot: number] {
    const location = this.#memory.u32[(this.#rows.address(row) + ROW.location) >>> 2]!
    return [this.#addresses[location >>> 8]!, location & 255]
  }

  #setLocation(row: number, block: number, slot: number): void {
    const { u32 } = this.#memory
    u32[(this.#rows.address(row) + ROW.location) >>> 2] = u32[(block + BLOCK.id) >>> 2]! * SLOTS + slot
  }

  #live(block: number): number {
    return this.#memory.u32[(block + BLOCK.live) >>> 2]!
  }

  #setLive(block: number, live: number): void {
    this.#memory.u32[(block + BLOCK.live) >>> 2] = live
  }

  #setLow(block: number, key: number): void {
    copyKey(this.#memory.u32, key, (block >>> 2) + KEY.ofBlock)
  }
}
