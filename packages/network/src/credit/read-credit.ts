import type { HandlerContext } from '@connectrpc/connect'
import { type Clock, type CodedError, sleep } from '@sonm/common'
import type { Address } from '@sonm/model'
import { callerHostOf, callerOf } from '../network.ts'
import { SenderCredit } from './sender-credit.ts'

/** What a service publishes of it. */
export interface ReadLimits {
  readonly readBurstMsPerKey: number
  readonly readMsPerSecondPerKey: number
  readonly readBurstMsPerHost: number
  readonly readMsPerSecondPerHost: number
  /** How much later the answer comes to whom has used that up, and how many such answers are held back at once. */
  readonly worthlessPauseMs: number
  readonly heldAnswers: number
  /** Keys, and hosts, of which it is remembered what they have used. */
  readonly sendersKept: number
}

/** By what a call is counted. */
export interface CallSender {
  /** As his TLS certificate proves; undefined: nobody's call. */
  readonly caller?: Address
  /** As `callerHostOf` tells it. */
  readonly host: string
}

export function senderOf(context: HandlerContext): { readonly caller: Address; readonly host: string } {
  return { caller: callerOf(context), host: callerHostOf(context) }
}

/** How much of the thread's time the questions of each caller may take: keys cost nothing and hosts do, so both are counted. */
export class ReadCredit {
  readonly #clock: Clock
  readonly #limits: ReadLimits
  readonly #spent: CodedError
  readonly #keys: SenderCredit
  readonly #hosts: SenderCredit
  #held = 0

  /** @param options.spent what a caller is told whose credit is spent */
  constructor({ clock, limits, spent }: { clock: Clock; limits: ReadLimits; spent: CodedError }) {
    this.#clock = clock
    this.#limits = limits
    this.#spent = spent
    const credit = (burst: number, perSecond: number) =>
      new SenderCredit({ clock, burst, perSecond, kept: limits.sendersKept })
    this.#keys = credit(limits.readBurstMsPerKey, limits.readMsPerSecondPerKey)
    this.#hosts = credit(limits.readBurstMsPerHost, limits.readMsPerSecondPerHost)
  }

  isSpent({ caller, host }: CallSender): boolean {
    return this.#hosts.isSpent(host) || (caller !== undefined && this.#keys.isSpent(caller))
  }

  /** @throws `spent`, after a while, when his credit is spent: before his question is read */
  async check(sender: CallSender): Promise<void> {
    if (!this.isSpent(sender)) return
    if (this.#held < this.#limits.heldAnswers) {
      this.#held++
      await sleep(this.#clock, this.#limits.worthlessPauseMs)
      this.#held--
    }
    throw this.#spent
  }

  charge({ caller, host }: CallSender, workMs: number): void {
    this.#hosts.charge(host, workMs)
    if (caller !== undefined) this.#keys.charge(caller, workMs)
  }

  /** Answers a question without a pause, and charges the time that it took. */
  measure<Answer>(sender: CallSender, answer: () => Answer): Answer {
    const startMs = this.#clock.monotonicMs()
    try {
      return answer()
    } finally {
      this.charge(sender, this.#clock.monotonicMs() - startMs)
    }
  }
}
