import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls'
import { type Clock, type Logger, messageOf, type Random, repeat } from '@sonm/common'
import type { Address, Signer } from '@sonm/model'
import { limits } from '../limits.ts'
import { type Certificate, createCertificate } from './certificate.ts'

/** How often it is looked whether a certificate is due; a look costs nothing, and catches up at once after the machine slept. */
const CHECK_INTERVAL_MS = 30_000

export interface IdentityOptions {
  readonly signer: Signer
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/**
 * One Ethereum key as a TLS party. Its certificate is replaced when half of its life is over, for every new dial and,
 * through `watch`, for a server that keeps running; connections that are open stay open.
 */
export class Identity {
  readonly address: Address
  readonly #options: IdentityOptions
  #certificate: Certificate | undefined
  #context: SecureContext | undefined
  #renewing: Promise<void> | undefined

  constructor(options: IdentityOptions) {
    this.#options = options
    this.address = options.signer.address
  }

  /** The TLS context of a dial that begins now. */
  async secureContext(): Promise<SecureContext> {
    await this.#renewIfDue()
    return this.#context!
  }

  /** What a server needs to show the certificate that is current. */
  async serverOptions(): Promise<SecureContextOptions> {
    await this.#renewIfDue()
    return tlsOptions(this.#certificate!)
  }

  /** Calls `apply` with each new certificate until the returned function is called. */
  watch(apply: (options: SecureContextOptions) => void): () => void {
    let applied = this.#certificate
    return repeat(this.#options.clock, CHECK_INTERVAL_MS, async () => {
      try {
        await this.#renewIfDue()
      } catch (error) {
        this.#options.logger.error({ reason: messageOf(error) }, 'the TLS certificate could not be renewed')
      }
      if (this.#certificate === applied) return
      applied = this.#certificate
      apply(tlsOptions(applied!))
    })
  }

  async #renewIfDue(): Promise<void> {
    // Counted as what is left, so that a clock that was set back makes a certificate due as well as one that went on.
    const leftMs = (this.#certificate?.notAfterMs ?? 0) - this.#options.clock.nowMs()
    const fullMs = limits.certificateValidityMs + limits.certificateBackdateMs
    if (leftMs > limits.certificateValidityMs / 2 && leftMs < fullMs) return
    this.#renewing ??= this.#renew().finally(() => {
      this.#renewing = undefined
    })
    await this.#renewing
  }

  async #renew(): Promise<void> {
    const certificate = await createCertificate(this.#options)
    this.#context = createSecureContext(tlsOptions(certificate))
    this.#certificate = certificate
  }
}

function tlsOptions(certificate: Certificate): SecureContextOptions {
  return { cert: certificate.certPem, key: certificate.keyPem, minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }
}
