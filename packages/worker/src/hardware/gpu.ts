/** A graphics card of this machine. */
export interface Gpu {
  readonly vendor: 'nvidia' | 'amd' | 'intel'
  readonly model: string
  /** 0 when the driver does not tell. */
  readonly memoryBytes: number
  readonly index: number
  /** Stays the same over restarts: the card's UUID, or its place on the bus. */
  readonly id: string
}
