import { type Signer, signerFromPrivateKey } from '@sonm/model'
import { type RoleName, randomOf } from './scenario.ts'

const known = new Map<RoleName, Signer>()

/** The key of a role, the same in every world. */
export function keyOf(role: RoleName): Signer {
  let signer = known.get(role)
  if (!signer) {
    signer = signerFromPrivateKey(randomOf(0, role).bytes(32))
    known.set(role, signer)
  }
  return signer
}
