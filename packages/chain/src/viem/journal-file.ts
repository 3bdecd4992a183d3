import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { dirname } from 'node:path'
import { messageOf, Turns } from '@sonm/common'
import { fail } from '@sonm/model'
import { type Flight, formatFlights, parseFlights, type TransactionJournal } from './flight.ts'

/**
 * A journal in a file that its owner alone can read: a signed transaction can be sent by anybody.
 * @throws FILE_UNREADABLE from `load` when the file is damaged
 */
export function fileJournal(path: string): TransactionJournal {
  const turns = new Turns<string>()
  let flights: readonly Flight[] | undefined
  const load = async () => {
    flights ??= await readFlights(path)
    return flights
  }
  const change = (to: (flights: readonly Flight[]) => readonly Flight[]) =>
    turns.run(path, async () => {
      flights = to(await load())
      await replaceFile(path, formatFlights(flights))
    })
  return {
    load: () => turns.run(path, load),
    save: (flight) => change((kept) => [...kept.filter(({ nonce }) => nonce !== flight.nonce), flight]),
    remove: (flight) => change((kept) => kept.filter(({ nonce }) => nonce !== flight.nonce)),
  }
}

async function readFlights(path: string): Promise<readonly Flight[]> {
  try {
    return parseFlights(await readFile(path, 'utf8'))
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw fail('FILE_UNREADABLE', { path, reason: messageOf(cause) }, { cause })
  }
}

/** Replaces a file in one step and durably. @param mode who may read it; its owner alone unless told */
export async function replaceFile(path: string, text: string, mode = 0o600): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(`${path}.new`, 'w', mode)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(`${path}.new`, path)
}
