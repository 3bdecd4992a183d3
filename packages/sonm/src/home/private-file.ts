import { renameSync, statSync, writeFileSync } from 'node:fs'
import { fail } from '@sonm/model'

/** The rights of group and others; on Windows files have none of these. */
const OTHERS = 0o077

/** The mode of a regular file that others than its owner may read or write; undefined: nobody else may. */
function exposedMode(path: string): string | undefined {
  if (process.platform === 'win32') return undefined
  const found = statSync(path)
  return found.isFile() && (found.mode & OTHERS) !== 0 ? (found.mode & 0o777).toString(8).padStart(3, '0') : undefined
}

/** @throws SECRET_EXPOSED */
export function refuseExposed(path: string): void {
  const mode = exposedMode(path)
  if (mode !== undefined) throw fail('SECRET_EXPOSED', { path, mode })
}

/** Tells of a file that others may read, where it is the user's choice or sealed by a password. */
export function warnExposed(path: string, note: (text: string) => void): void {
  const mode = exposedMode(path)
  if (mode === undefined) return
  note(`Warning: ${path} can be read by other users of this machine (mode ${mode}); \`chmod 600 ${path}\` ends that.`)
}

/** Replaces a file in one step (0600), so that no reader sees half of it. */
export function replacePrivateFile(path: string, content: string): void {
  writeFileSync(`${path}.new`, content, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
