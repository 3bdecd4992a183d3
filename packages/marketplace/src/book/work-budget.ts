/** What a question costs beside the index, in its steps of some 13 ns. */
export const WORK = {
  /** Judging an ask by what asks of the same kind were judged by before: its row lies anywhere in memory. */
  judged: 25,
  /** Reading beside that when it was placed. */
  aged: 10,
  /** Judging the details of a kind of documents. */
  kind: 20,
  /** Comparing one name of a card with those that are asked for. */
  word: 3,
  /** Reading a character of an ask's details. */
  character: 0.5,
  /** Finding an ask's place, and whether it fits. */
  listed: 40,
  /** Reading an ask in full, and judging it. */
  read: 300,
} as const

/** How much one question may still make do: one thread answers all, so each has an end. */
export class WorkBudget {
  #left: number

  constructor(steps: number) {
    this.#left = steps
  }

  /** Never below zero. */
  get left(): number {
    return Math.max(0, this.#left)
  }

  get isSpent(): boolean {
    return this.#left <= 0
  }

  spend(steps: number): void {
    this.#left -= steps
  }

  /** Lets a part of the question have so much at most; a step at least, so that each part gets on. */
  share<Answer>(steps: number, run: (part: WorkBudget) => Answer): Answer {
    const part = new WorkBudget(Math.max(1, Math.min(steps, this.left)))
    const before = part.#left
    try {
      return run(part)
    } finally {
      this.spend(before - part.#left)
    }
  }
}
