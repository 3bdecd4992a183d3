import { createKeccak } from 'hash-wasm'

const hasher = await createKeccak(256)

/** In WebAssembly: several times as fast as plain JavaScript, and Node has none of its own. */
export function keccak256(bytes: Uint8Array): Uint8Array {
  return hasher.init().update(bytes).digest('binary')
}

/** As one text: put together piece by piece it keeps every piece, a kilobyte for a hash. */
export function hexOf({ buffer, byteOffset, length }: Uint8Array): string {
  return Buffer.from(buffer, byteOffset, length).toString('hex')
}
