// Where everything stands in the memory that a thread shares with its kernels; assembly/order-hash.ts says the same to the compiler.
export const PLACE = {
  /** Of keccak, one for each round. */
  constants: 0,
  /** 0x1901, the domain's separator, and the hash of the struct. */
  domain: 400,
  /** The type's hash and seventeen words. */
  struct: 512,
  digest: 1280,
  /** A public key of 65 bytes. */
  key: 1344,
  keyHash: 1416,
  /** The order's bytes, without its details. */
  order: 1536,
} as const
