import { type Clock, sleep } from '@sonm/common'
import { fail } from '@sonm/model'
import type { MarketplaceLimits } from '../limits.ts'
import type { Sender } from './intake.ts'
import { SenderCredit } from './sender-credit.ts'

type Limits = Pick<
  MarketplaceLimits,
  | 'readBurstMsPerKey'
  | 'readMsPerSecondPerKey'
  | 'readBurstMsPerHost'
  | 'readMsPerSecondPerHost'
  | 'worthlessPauseMs'
  | 'heldAnswers'
  | 'sendersKept'
>

/** How much of the thread's time the questions of each caller may take: keys cost nothing and hosts do, so both are counted. */
export class ReadCredit {
  readonly #clock: Clock
  readonly #limits: Limits
  readonly #keys: SenderCredit
  readonly #hosts: SenderCredit
  #held = 0

  constructor({ clock, limits }: { clock: Clock; limits: Limits }) {
    this.#clock = clock
    this.#limits = limits
    const credit = (burst: number, perSecond: number) =>
      new SenderCredit({ clock, burst, perSecond, kept: limits.sendersKept })
    this.#keys = credit(limits.readBurstMsPerKey, limits.readMsPerSecondPerKey)
    this.#hosts = credit(limits.readBurstMsPerHost, limits.readMsPerSecondPerHost)
  }

  isSpent({ caller, host }: Sender): boolean {
    return this.#hosts.isSpent(host) || (caller !== undefined && this.#keys.isSpent(caller))
  }

  /** @throws MARKETPLACE_BUSY, after a while, when his credit is spent: before his question is read */
  async check(sender: Sender): Promise<void> {
    if (!this.isSpent(sender)) return
    if (this.#held < this.#limits.heldAnswers) {
      this.#held++
      await sleep(this.#clock, this.#limits.worthlessPauseMs)
      this.#held--
    }
    throw SPENT
  }

  charge({ caller, host }: Sender, workMs: number): void {
    this.#hosts.charge(host, workMs)
    if (caller !== undefined) this.#keys.charge(caller, workMs)
  }

  /** Answers a question without a pause, and charges the time that it took. */
  measure<Answer>(sender: Sender, answer: () => Answer): Answer {
    const startMs = this.#clock.monotonicMs()
    try {
      return answer()
    } finally {
      this.charge(sender, this.#clock.monotonicMs() - startMs)
    }
  }
}

const SPENT = fail('MARKETPLACE_BUSY', {
  reason: 'questions from the same caller or host have taken as much time as they may',
})
