import type { Hex } from '@sonm/model'
import { PLACE } from './layout.ts'

const PAGE_BYTES = 65_536
const ALIGNMENT = 64

/** One growing memory, shared with the kernels. Its views are made anew when it grows, so they are read from here each time. */
export class BookMemory {
  readonly memory: WebAssembly.Memory
  u8!: Uint8Array
  u16!: Uint16Array
  u32!: Uint32Array
  u64!: BigUint64Array
  #buffer!: Buffer
  #next: number = PLACE.heap

  constructor() {
    this.memory = new WebAssembly.Memory({ initial: Math.ceil(PLACE.heap / PAGE_BYTES), maximum: 65_536 })
    this.#view()
  }

  get bytes(): number {
    return this.memory.buffer.byteLength
  }

  hex(address: number, bytes: number): Hex {
    return `0x${this.#buffer.toString('hex', address, address + bytes)}`
  }

  /** Zeroed, aligned, and never given back: who frees keeps a list of his own. @throws RangeError beyond 4 GiB */
  allocate(bytes: number, alignment = ALIGNMENT): number {
    const address = Math.ceil(this.#next / alignment) * alignment
    const end = address + bytes
    if (end > this.bytes) {
      // Twice as much at once: what is not touched takes no memory, and V8 counts each growth as if all of it were new.
      const pages = Math.max(Math.ceil((end - this.bytes) / PAGE_BYTES), this.bytes / PAGE_BYTES)
      this.memory.grow(Math.min(pages, 65_536 - this.bytes / PAGE_BYTES))
      this.#view()
      if (end > this.bytes) throw new RangeError('an index cannot be larger than 4 GiB')
    }
    this.#next = end
    return address
  }

  #view(): void {
    const { buffer } = this.memory
    this.u8 = new Uint8Array(buffer)
    this.u16 = new Uint16Array(buffer)
    this.u32 = new Uint32Array(buffer)
    this.u64 = new BigUint64Array(buffer)
    this.#buffer = Buffer.from(buffer)
  }
}
