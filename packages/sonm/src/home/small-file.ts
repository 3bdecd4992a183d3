import { readFileSync, statSync } from 'node:fs'
import { fail } from '@sonm/model'
import { whyUnreadable } from './why-unreadable.ts'

/** No file that people write by hand is larger, and /dev/zero has no end. */
const MAX_BYTES = 2 ** 20

/**
 * Reads a file that a person wrote.
 * @param maxBytes of one that programs write
 * @throws FILE_UNREADABLE
 */
export function readSmallFile(path: string, maxBytes = MAX_BYTES): string {
  try {
    const found = statSync(path)
    if (!found.isFile()) throw new Error('it is no file')
    if (found.size > maxBytes) throw new Error(`it is larger than ${maxBytes / 2 ** 20} MiB`)
    return readFileSync(path, 'utf8')
  } catch (cause) {
    throw fail('FILE_UNREADABLE', { path, reason: whyUnreadable(cause) }, { cause })
  }
}
