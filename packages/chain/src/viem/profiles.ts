import { profilesAbi } from '@sonm/contracts'
import { type Address, fail, fromHex, type Hex, toHex } from '@sonm/model'
import { parseEventLogs } from 'viem'
import type { Certificate, CertificateGiven, ProfilesClient } from '../profiles.ts'
import { ContractCaller, receiptOf } from './contract-caller.ts'
import type { Rpc } from './rpc.ts'
import type { Sender } from './sender.ts'
import { lower } from './structs.ts'

const KIND_BYTES = 31

export class ViemProfiles implements ProfilesClient {
  readonly #contract: ContractCaller<typeof profilesAbi>

  constructor(options: { rpc: Rpc; sender: Sender; address: Address }) {
    this.#contract = new ContractCaller({ ...options, abi: profilesAbi })
  }

  levelOf(account: Address) {
    return this.#contract.read(`the identity of ${account}`, 'levelOf', [account])
  }

  async certificatesOf(account: Address, offset: number, limit: number): Promise<readonly Certificate[]> {
    const args = [account, BigInt(offset), BigInt(limit)] as const
    const found = await this.#contract.read(`the certificates of ${account}`, 'certificatesOf', args)
    return found.map(({ expiresAt, value, kind, ...same }) => ({
      ...same,
      account: lower(same.account),
      issuer: lower(same.issuer),
      kind: textOf(kind),
      value: fromHex(value),
      expiresAtSeconds: BigInt(expiresAt),
    }))
  }

  validatorLevelOf(account: Address) {
    return this.#contract.read(`the validator ${account}`, 'validatorLevelOf', [account])
  }

  async certify({ account, level, kind, value, expiresAtSeconds }: CertificateGiven) {
    const args = [account, level, bytesOf(kind), toHex(value), Number(expiresAtSeconds)] as const
    const mined = await this.#contract.write('certify', args)
    const [given] = parseEventLogs({ abi: profilesAbi, logs: [...mined.logs], eventName: 'CertificateGiven' })
    if (given === undefined) throw fail('INTERNAL', { what: `${mined.txHash} gave no certificate` })
    return { ...receiptOf(mined), id: given.args.id }
  }

  async revoke(id: Hex) {
    return receiptOf(await this.#contract.write('revoke', [id]))
  }

  async remove(id: Hex) {
    return receiptOf(await this.#contract.write('remove', [id]))
  }

  async present(id: Hex) {
    return receiptOf(await this.#contract.write('present', [id]))
  }

  async approveValidator(account: Address, level: number) {
    return receiptOf(await this.#contract.write('approve', [account, level, await this.#round()]))
  }

  async retractApproval(account: Address, level: number) {
    return receiptOf(await this.#contract.write('retract', [account, level, await this.#round()]))
  }

  #round() {
    return this.#contract.read('the round of the validators', 'currentRound', [])
  }
}

/** Text from the left, as the contract has it. */
function bytesOf(kind: string): Hex {
  const bytes = new TextEncoder().encode(kind)
  if (bytes.length > KIND_BYTES) {
    throw fail('INPUT_INVALID', { field: 'kind', reason: `it is longer than ${KIND_BYTES} bytes` })
  }
  return toHex(Uint8Array.from({ length: 32 }, (_, index) => bytes[index] ?? 0))
}

function textOf(kind: Hex): string {
  const bytes = fromHex(kind)
  const end = bytes.indexOf(0)
  return new TextDecoder().decode(end < 0 ? bytes : bytes.subarray(0, end))
}
