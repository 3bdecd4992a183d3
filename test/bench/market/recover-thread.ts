import { parentPort, workerData } from 'node:worker_threads'
import secp256k1 from 'secp256k1'

/** A signature to recover the key of, again and again. */
export interface RecoverWork {
  readonly signature: Uint8Array
  readonly recovery: number
  readonly digest: Uint8Array
  readonly count: number
}

const { signature, recovery, digest, count } = workerData as RecoverWork
const publicKey = new Uint8Array(65)
for (let at = 0; at < count / 10; at++) secp256k1.ecdsaRecover(signature, recovery, digest, false, publicKey)
parentPort!.once('message', () => {
  for (let at = 0; at < count; at++) secp256k1.ecdsaRecover(signature, recovery, digest, false, publicKey)
  parentPort!.postMessage('done')
})
parentPort!.postMessage('ready')
