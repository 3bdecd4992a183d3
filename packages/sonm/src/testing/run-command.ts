import { vi } from 'vitest'
import { createProgram } from '../program.ts'

/**
 * Runs a command in this process, off the screen.
 * @returns its result, and what it says beside it
 * @throws its failure
 */
export async function runCommand(
  ...words: readonly string[]
): Promise<{ readonly out: string; readonly note: string }> {
  const out = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  const note = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  const textOf = (spy: typeof out) => spy.mock.calls.map(([text]) => String(text)).join('')
  try {
    await createProgram().parseAsync(['node', 'sonm', ...words])
    return { out: textOf(out), note: textOf(note) }
  } finally {
    out.mockRestore()
    note.mockRestore()
  }
}
