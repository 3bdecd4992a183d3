import type { Address, Hex } from '@sonm/model'
import type { Receipt } from './client.ts'

/** What an issuer says of an account (struct Certificate of IProfiles.sol). */
export interface Certificate {
  readonly id: Hex
  readonly account: Address
  readonly issuer: Address
  /** 0: an attribute, which gives no level; 2 to 4: the level that it gives. */
  readonly level: number
  /** Such as "name" or "country". */
  readonly kind: string
  readonly value: Uint8Array
  readonly expiresAtSeconds: bigint
  /** Whether it counts now. */
  readonly counts: boolean
}

export interface CertificateGiven {
  readonly account: Address
  readonly level: number
  /** 31 bytes of UTF-8 at most. */
  readonly kind: string
  /** 256 bytes at most. */
  readonly value: Uint8Array
  readonly expiresAtSeconds: bigint
}

/** Who vouches for whom: IProfiles.sol says what each call does. */
export interface ProfilesClient {
  /** 1 anonymous, 2 registered, 3 identified, 4 professional. */
  levelOf(account: Address): Promise<number>
  certificatesOf(account: Address, offset: number, limit: number): Promise<readonly Certificate[]>
  /** Up to which level the account may certify; 0: it is no validator. */
  validatorLevelOf(account: Address): Promise<number>
  certify(certificate: CertificateGiven): Promise<Receipt & { readonly id: Hex }>
  /** As its issuer. */
  revoke(id: Hex): Promise<Receipt>
  /** As the account that it is about. */
  remove(id: Hex): Promise<Receipt>
  /** Lets a certificate that counts carry its level. */
  present(id: Hex): Promise<Receipt>
  /** As a validator of level 4: that `account` be a validator of `level`; 0 removes him. A majority does it. */
  approveValidator(account: Address, level: number): Promise<Receipt>
  retractApproval(account: Address, level: number): Promise<Receipt>
}
