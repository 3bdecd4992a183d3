import { createInterface } from 'node:readline/promises'
import { fail } from '@sonm/model'

/** The terminal of the person who is asked. */
export interface AskOn {
  readonly input: NodeJS.ReadableStream
  readonly output: NodeJS.WritableStream
  readonly terminal?: boolean
}

/**
 * A question whose answer may be seen while it is typed.
 * @throws PROMPT_INTERRUPTED on Ctrl-C and Ctrl-D, which the prompt takes as keys
 */
export async function ask(
  question: string,
  on: AskOn = { input: process.stdin, output: process.stderr },
): Promise<string> {
  const prompt = createInterface(on)
  try {
    return await prompt.question(question).catch(() => {
      // What comes next shall not stand behind the question.
      on.output.write('\n')
      throw fail('PROMPT_INTERRUPTED', {})
    })
  } finally {
    prompt.close()
  }
}
