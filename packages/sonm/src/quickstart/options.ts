import type { Clock } from '@sonm/common'

export interface QuickstartOptions {
  readonly executor: 'docker' | 'wasm' | 'auto'
  /** Undefined: the default image and its command. */
  readonly image: string | undefined
  /** Where the service in the image listens. */
  readonly port: number
  readonly outFolder: string
  /** Leave the local network running, and its folder there. */
  readonly keep: boolean
  /** People's text; silent under --json. */
  readonly say: (text: string) => void
  /** What is left out, and why: told under --json too, beside the result. */
  readonly remark: (text: string) => void
  readonly showProgress: boolean
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** What `quickstart --json` prints: money as decimal strings in 1e-18 SNM, times in milliseconds. */
export interface QuickstartResult {
  readonly ok: boolean
  readonly chainId: number
  readonly deal: {
    readonly id: string
    readonly pricePerSecond: string
    readonly seconds: string
    readonly paid: string
    readonly returned: string
    readonly openGas: string
    readonly closeGas: string
  }
  readonly tasks: readonly {
    readonly executor: 'wasm' | 'docker'
    readonly exitCode: number | null
    /** With the hash as `sha256sum` prints it. */
    readonly outputs: readonly { readonly path: string; readonly bytes: number; readonly sha256: string }[]
  }[]
  readonly timings: Readonly<Record<string, number>>
}
