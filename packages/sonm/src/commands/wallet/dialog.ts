import type { AskSecret } from '../../home/secret-source.ts'
import { ask } from '../../output/ask.ts'
import { terminal } from '../../output/print.ts'
import { askSecret } from '../../output/secret-prompt.ts'
import { confirm } from '../common.ts'

/** The person at the terminal, if there is one. */
export interface Dialog {
  /** Undefined: nobody can be asked. */
  readonly askSecret: AskSecret
  /** A question whose answer may be seen. @throws PROMPT_INTERRUPTED */
  ask(question: string): Promise<string>
  /** @throws DECLINED, PROMPT_INTERRUPTED, and USAGE where nobody can be asked */
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
  ask: (question) => ask(question),
  confirm,
  note: terminal.note,
  clear: () => void process.stderr.write('\u001b[2J\u001b[3J\u001b[H'),
}
