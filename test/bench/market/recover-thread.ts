import { parentPort, workerData } from 'node:worker_threads'
import secp256k1 from 'secp256k1'

/** Signatures to recover the keys of. Many different ones: a processor soon knows its way through a single one. */
export interface RecoverWork {
  readonly signed: readonly { readonly digest: Uint8Array; readonly signature: Uint8Array; readonly recovery: number }[]
  readonly count: number
}

const { signed, count } = workerData as RecoverWork
const publicKey = new Uint8Array(65)
recover(count / 10)
parentPort!.once('message', () => {
  recover(count)
  parentPort!.postMessage('done')
})
parentPort!.postMessage('ready')

function recover(times: number): void {
  for (let at = 0; at < times; at++) {
    const { digest, signature, recovery } = signed[at % signed.length]!
    secp256k1.ecdsaRecover(signature, recovery, digest, false, publicKey)
  }
}
