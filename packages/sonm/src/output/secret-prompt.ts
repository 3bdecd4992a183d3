import { wipe } from '@sonm/chain/wallet'
import { fail } from '@sonm/model'

/** What a prompt needs of a terminal. */
export interface SecretInput {
  setRawMode(isRaw: boolean): unknown
  on(event: 'data', listener: (chunk: Uint8Array) => void): unknown
  off(event: 'data', listener: (chunk: Uint8Array) => void): unknown
  resume(): unknown
  pause(): unknown
}

const ENTER = [0x0d, 0x0a]
const BACKSPACE = [0x7f, 0x08]
const [CTRL_C, CTRL_D, CTRL_U, ESCAPE] = [0x03, 0x04, 0x15, 0x1b]
const MAX_BYTES = 4096

/** Asks on the terminal of this process; undefined where it has none. */
export function askSecret(): ((question: string) => Promise<Uint8Array>) | undefined {
  if (!process.stdin.isTTY) return undefined
  return (question) => promptSecret(question, process.stdin, (text) => process.stderr.write(text))
}

/**
 * Asks for a secret and shows nothing of what is typed. It never becomes a text, so that the caller can wipe it.
 * @throws PROMPT_INTERRUPTED on Ctrl-C and Ctrl-D
 */
export function promptSecret(question: string, input: SecretInput, write: (text: string) => void): Promise<Uint8Array> {
  const typed = new Uint8Array(MAX_BYTES)
  let length = 0
  // The keys that move a cursor come as several bytes, of which none is meant as a letter.
  let keys: 'none' | 'begun' | 'sequence' = 'none'
  // First, for a terminal shows what is typed before it is told not to.
  input.setRawMode(true)
  write(question)
  return new Promise<Uint8Array>((resolve, reject) => {
    const end = (outcome: () => void) => {
      input.off('data', take)
      input.setRawMode(false)
      input.pause()
      write('\n')
      outcome()
      wipe(typed)
    }
    const take = (chunk: Uint8Array) => {
      for (const byte of chunk) {
        if (keys === 'begun') keys = byte === 0x5b || byte === 0x4f ? 'sequence' : 'none'
        else if (keys === 'sequence') keys = byte >= 0x40 && byte <= 0x7e ? 'none' : 'sequence'
        else if (byte === ESCAPE) keys = 'begun'
        else if (ENTER.includes(byte)) return end(() => resolve(typed.slice(0, length)))
        else if (byte === CTRL_C || byte === CTRL_D) return end(() => reject(fail('PROMPT_INTERRUPTED', {})))
        else if (byte === CTRL_U) length = 0
        else if (BACKSPACE.includes(byte)) length = beforeLastLetter(typed, length)
        else if (byte >= 0x20 && length < MAX_BYTES) {
          typed[length] = byte
          length += 1
        }
      }
      wipe(chunk)
    }
    input.on('data', take)
    input.resume()
  })
}

/** Where the last letter begins: in UTF-8 one that is no ASCII has several bytes. */
function beforeLastLetter(typed: Uint8Array, length: number): number {
  let at = Math.max(0, length - 1)
  while (at > 0 && (typed[at]! & 0xc0) === 0x80) at -= 1
  return at
}
