import { hashStruct, hashTypedData } from 'viem'
import { bits, buyer, domain, hub } from './signers.ts'

const types = {
  Amendment: [
    { name: 'dealId', type: 'uint256' },
    { name: 'sequence', type: 'uint24' },
    { name: 'pricePerSecond', type: 'uint96' },
    { name: 'durationSeconds', type: 'uint40' },
    { name: 'expiresAt', type: 'uint64' },
  ],
} as const

const plain = {
  dealId: 1n,
  sequence: 0,
  pricePerSecond: 27_777_777_777_777n,
  durationSeconds: 0,
  expiresAt: 1_900_000_000n,
}

const samples: Record<string, Partial<typeof plain> & { readonly signer?: 'buyer' | 'hub' }> = {
  'the first of a spot deal': {},
  'another price': { pricePerSecond: 27_777_777_777_778n },
  'the second': { sequence: 1 },
  'of a forward deal': { durationSeconds: 86_400 },
  'of a deal far on': { dealId: 2n ** 64n, sequence: 258 },
  'signed by the hub': { signer: 'hub', pricePerSecond: 1n },
  'at no price': { signer: 'hub', pricePerSecond: 0n },
  'every field at its greatest': {
    dealId: bits(256),
    sequence: Number(bits(24)),
    pricePerSecond: bits(96),
    durationSeconds: Number(bits(40)),
    expiresAt: bits(64),
  },
  'every field at its least': { dealId: 0n, pricePerSecond: 0n, expiresAt: 0n },
}

export async function amendmentVectors(): Promise<object[]> {
  const amendments = []
  for (const [name, { signer = 'buyer', ...changes }] of Object.entries(samples)) {
    const message = { ...plain, ...changes }
    const typedData = { domain, types, primaryType: 'Amendment', message } as const
    const account = { buyer, hub }[signer]
    amendments.push({
      name,
      amendment: message,
      structHash: hashStruct({ data: message, types, primaryType: 'Amendment' }),
      digest: hashTypedData(typedData),
      signer: account.address,
      signature: await account.signTypedData(typedData),
    })
  }
  return amendments
}
