import { fromHex, type Hex, type Signer, toHex } from '@sonm/model'
import {
  hashTypedData,
  keccak256,
  serializeTransaction,
  type TransactionSerializableEIP1559,
  type TypedDataDefinition,
} from 'viem'

async function signHash(signer: Signer, hash: Hex): Promise<{ r: Hex; s: Hex; v: number }> {
  const signature = await signer.sign(fromHex(hash))
  return { r: toHex(signature.subarray(0, 32)), s: toHex(signature.subarray(32, 64)), v: signature[64]! }
}

/** The transaction as it goes to the chain, and the hash under which it will be known. */
export async function signTransaction(
  signer: Signer,
  transaction: TransactionSerializableEIP1559,
): Promise<{ readonly raw: Hex; readonly txHash: Hex }> {
  const { r, s, v } = await signHash(signer, keccak256(serializeTransaction(transaction)))
  const raw = serializeTransaction(transaction, { r, s, yParity: v - 27 })
  return { raw, txHash: keccak256(raw) }
}

/** The signature of EIP-712 typed data in the parts that contracts take. */
export async function signTypedData(
  signer: Signer,
  data: TypedDataDefinition,
): Promise<{ readonly r: Hex; readonly s: Hex; readonly v: number }> {
  return signHash(signer, hashTypedData(data))
}
