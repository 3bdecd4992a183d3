import { closeSync, openSync, readSync } from 'node:fs'
import { wipe } from '@sonm/chain/wallet'
import { messageOf } from '@sonm/common'
import { fail } from '@sonm/model'
import { warnExposed } from './private-file.ts'
import { whyUnreadable } from './why-unreadable.ts'

/** Where a password or another secret comes from: a file, a descriptor that the caller has opened, or the terminal. */
export interface SecretSource {
  readonly file?: string | undefined
  readonly fd?: number | undefined
}

/** Asks on a terminal without showing what is typed; undefined: there is none. */
export type AskSecret = ((question: string) => Promise<Uint8Array>) | undefined

export interface SecretWish {
  /** What is wanted, as a sentence begins with it: "The password of 'savings'". */
  readonly what: string
  /** How it can be given where nobody can be asked: `--password-file or --password-fd`. */
  readonly options: string
  readonly ask: AskSecret
  readonly note: (text: string) => void
}

/** Longer than any password, key or mnemonic. */
const MAX_BYTES = 65_536

/**
 * Reads a secret; the caller wipes it.
 * @throws SECRET_NEEDED, SECRET_INVALID, FILE_UNREADABLE
 */
export async function readSecret({ file, fd }: SecretSource, wish: SecretWish): Promise<Uint8Array> {
  const { what, options, ask, note } = wish
  if (file !== undefined && fd !== undefined) {
    throw fail('SECRET_INVALID', { what, reason: 'a file and a descriptor are given; give one of them' })
  }
  if (file !== undefined) return readSecretFile(file, what, note)
  if (fd !== undefined) return readDescriptor(fd, what)
  if (!ask) throw fail('SECRET_NEEDED', { what, options })
  return ask(`${what}: `)
}

function readSecretFile(path: string, what: string, note: (text: string) => void): Uint8Array {
  let opened: number
  try {
    opened = openSync(path, 'r')
    warnExposed(path, note)
  } catch (cause) {
    throw fail('FILE_UNREADABLE', { path, reason: whyUnreadable(cause) }, { cause })
  }
  try {
    return readToEnd(opened, what)
  } catch (cause) {
    if ((cause as { code?: string }).code === 'SECRET_INVALID') throw cause
    throw fail('FILE_UNREADABLE', { path, reason: whyUnreadable(cause) }, { cause })
  } finally {
    closeSync(opened)
  }
}

function readDescriptor(fd: number, what: string): Uint8Array {
  try {
    return readToEnd(fd, what)
  } catch (cause) {
    if ((cause as { code?: string }).code === 'SECRET_INVALID') throw cause
    throw fail('SECRET_INVALID', { what, reason: `descriptor ${fd} cannot be read: ${messageOf(cause)}` }, { cause })
  }
}

/** All of it but the end of its last line, in memory that is wiped where it is no longer needed. */
function readToEnd(fd: number, what: string): Uint8Array {
  const buffer = new Uint8Array(MAX_BYTES + 1)
  try {
    let length = 0
    for (;;) {
      const count = readSync(fd, buffer, length, buffer.length - length, null)
      if (count === 0) break
      length += count
      if (length > MAX_BYTES) throw fail('SECRET_INVALID', { what, reason: `it is longer than ${MAX_BYTES} bytes` })
    }
    if (buffer[length - 1] === 0x0a) length -= 1
    if (buffer[length - 1] === 0x0d) length -= 1
    return buffer.slice(0, length)
  } finally {
    wipe(buffer)
  }
}
