import { visible } from '@sonm/model'
import type { LogChunk } from '@sonm/protocol'

/** Where a task's output goes: each stream to its own. */
export interface OutputStreams {
  readonly stdout: Output
  readonly stderr: Output
}

type Output = Pick<NodeJS.WriteStream, 'isTTY'> & { write(data: Uint8Array | string): unknown }

/**
 * Copies a task's output. The lines in which it tells its progress are for whoever follows it: on a terminal they are one line, which is written
 * over, and where the progress is shown elsewhere they are left out; a program that reads the output gets every byte.
 * @param isShownElsewhere the caller shows the progress
 */
export async function printLogs(
  chunks: AsyncIterable<LogChunk>,
  { isShownElsewhere = false }: { readonly isShownElsewhere?: boolean } = {},
  { stdout, stderr }: OutputStreams = process,
): Promise<void> {
  const lines = new ProgressLines()
  let isStatusThere = false
  const write = (output: Output, data: Uint8Array) => {
    if (data.length === 0) return
    if (isStatusThere) stdout.write(CLEAR_LINE)
    isStatusThere = false
    output.write(output.isTTY ? harmless(new TextDecoder().decode(data)) : data)
  }
  for await (const { stream, data } of chunks) {
    if (stream === 'stderr') write(stderr, data)
    else if (!stdout.isTTY && !isShownElsewhere) write(stdout, data)
    else {
      const { rest, progress } = lines.take(data)
      write(stdout, rest)
      if (progress === undefined || isShownElsewhere) continue
      stdout.write(`${CLEAR_LINE}progress ${Math.floor(progress * 100)}%`)
      isStatusThere = true
    }
  }
  write(stdout, lines.end())
  if (isStatusThere) stdout.write('\n')
}

const CLEAR_LINE = '\r\u001b[K'

/** As executors read it: the least that a line of progress can be, and may become. */
const PROGRESS = /^progress ([01](?:\.\d{1,17})?)\s*$/
const MAY_BECOME = /^(?:p|pr|pro|prog|progr|progre|progres|progress|progress [\d.]{0,20}\s?)$/

/** Takes the lines of progress out of an output that comes in pieces, cut anywhere. */
export class ProgressLines {
  /** The beginning of a line that may become one. A byte is a character. */
  #held = ''
  #isLineBegun = false

  take(data: Uint8Array): { readonly rest: Uint8Array; readonly progress: number | undefined } {
    // A piece of nothing begins no line.
    const lines = `${this.#held}${Buffer.from(data).toString('latin1')}`.match(/[^\n]*\n|[^\n]+/g) ?? []
    this.#held = ''
    let rest = ''
    let progress: number | undefined
    for (const line of lines) {
      const told = this.#isLineBegun ? undefined : fractionOf(line)
      if (told !== undefined) progress = told
      else if (!line.endsWith('\n') && !this.#isLineBegun && MAY_BECOME.test(line)) this.#held = line
      else {
        rest += line
        this.#isLineBegun = !line.endsWith('\n')
      }
    }
    return { rest: Buffer.from(rest, 'latin1'), progress }
  }

  /** What was held back. */
  end(): Uint8Array {
    return Buffer.from(this.#held, 'latin1')
  }
}

function fractionOf(line: string): number | undefined {
  const text = line.endsWith('\n') ? PROGRESS.exec(line)?.[1] : undefined
  return text === undefined || Number(text) > 1 ? undefined : Number(text)
}

/** A stranger's program must not move the cursor of a terminal, or change its title. */
function harmless(text: string): string {
  return text.replace(/[^\n\t]/gu, (character) => visible(character))
}
