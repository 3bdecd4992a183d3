import { createInterface } from 'node:readline/promises'
import { fail } from '@sonm/model'
import type { AskSecret } from '../../home/secret-source.ts'
import { terminal } from '../../output/print.ts'
import { askSecret } from '../../output/secret-prompt.ts'
import { confirm } from '../common.ts'

/** The person at the terminal, if there is one. */
export interface Dialog {
  /** Undefined: nobody can be asked. */
  readonly askSecret: AskSecret
  /** A question whose answer may be seen. */
  ask(question: string): Promise<string>
  /** @throws DECLINED, and USAGE where nobody can be asked */
  confirm(question: string, yes: boolean | undefined): Promise<void>
  /** Remarks, apart from the result. */
  note(text: string): void
  /** Takes away what stands on the screen, and what was scrolled out of it. */
  clear(): void
}

export const terminalDialog: Dialog = {
  get askSecret() {
    return askSecret()
  },
  async ask(question) {
    const prompt = createInterface({ input: process.stdin, output: process.stderr })
    try {
      return await prompt.question(question).catch(() => {
        throw fail('DECLINED', {})
      })
    } finally {
      prompt.close()
    }
  },
  confirm,
  note: terminal.note,
  clear: () => void process.stderr.write('\u001b[2J\u001b[3J\u001b[H'),
}
