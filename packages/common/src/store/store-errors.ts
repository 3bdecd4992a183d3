import { defineError, errorsOf } from '../errors.ts'

/** What a daemon's store can meet; part of the catalogue of all errors. */
export const storeErrors = {
  STORE_DAMAGED: defineError<{ path: string; reason: string }>({
    kind: 'internal',
    about: "The file of a daemon's durable state is no database, or a damaged one.",
    what: ({ path, reason }) => `The store ${path} cannot be used: ${reason}.`,
    todo: 'Put back a copy of the file, or move it away to begin with an empty one; it was left as it is.',
  }),
  STORE_IN_USE: defineError<{ path: string }>({
    kind: 'conflict',
    about: "Another process works with a daemon's durable state.",
    what: ({ path }) => `The store ${path} is in use by another process.`,
    todo: 'Stop the other one first, or give this one a name (--name) or a home (--home) of its own.',
  }),
  DATABASE_UNREACHABLE: defineError<{ where: string; reason: string; hint?: string | undefined }>({
    kind: 'unavailable',
    about: 'A daemon cannot open the PostgreSQL database that it was told to keep its state in.',
    what: ({ where, reason }) => `The database ${where} cannot be opened: ${reason}.`,
    todo: ({ hint }) =>
      hint ??
      'Start PostgreSQL, or correct --database: the host, the port, the name, and who may enter by pg_hba.conf.',
  }),
  DATABASE_INVALID: defineError<{ reason: string }>({
    kind: 'invalid',
    about: 'What is given as a database names none. It is not shown, for a password may stand in it.',
    what: ({ reason }) => `That is no database: ${reason}.`,
    todo: 'Give postgres://USER@HOST:PORT/DATABASE, or sqlite:PATH.',
  }),
  DISK_FULL: defineError<Record<never, never>>({
    kind: 'unavailable',
    about: 'A file or a store could not be written, because its disk is full.',
    what: () => 'The disk is full on the machine where this had to be written.',
    todo: 'Free space there, then try again; what was confirmed before is kept.',
  }),
}

const fail = errorsOf(storeErrors)

/** SQLite's result codes. */
const BUSY = 5
const CORRUPT = 11
const FULL = 13
const CANNOT_OPEN = 14
const NOT_A_DATABASE = 26

/** What went wrong while a store was opened, coded where the file is to blame. */
export function openingFailure(path: string, cause: unknown): unknown {
  const known = sqliteCode(cause)
  if (known === BUSY) return fail('STORE_IN_USE', { path }, { cause })
  const isDamaged = known === CORRUPT || known === NOT_A_DATABASE || known === CANNOT_OPEN
  if (!isDamaged) return codedFailure(cause)
  return fail('STORE_DAMAGED', { path, reason: (cause as Error).message }, { cause })
}

/** An error of the disk as a coded one; any other as it is. */
export function codedFailure(error: unknown): unknown {
  const code = (error as { code?: unknown } | undefined)?.code
  const isFull = code === 'ENOSPC' || code === 'EDQUOT' || sqliteCode(error) === FULL
  return isFull ? fail('DISK_FULL', {}, { cause: error }) : error
}

/** The primary one, without the bits that tell more. */
function sqliteCode(error: unknown): number | undefined {
  const { code, errcode } = (error ?? {}) as { code?: unknown; errcode?: unknown }
  return code === 'ERR_SQLITE_ERROR' && typeof errcode === 'number' ? errcode & 0xff : undefined
}
