import { messageOf } from '@sonm/common'

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is no folder',
}

/** Why a file could not be read, as people say it. */
export function whyUnreadable(cause: unknown): string {
  return WORDS[(cause as NodeJS.ErrnoException).code ?? ''] ?? messageOf(cause)
}
