// Runs forge and ends as it ended. The `forge` of its npm package ends with 0 whatever happened.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const architecture = process.arch === 'x64' ? 'amd64' : process.arch
const suffix = process.platform === 'win32' ? '.exe' : ''
const inside = `@foundry-rs/forge-${process.platform}-${architecture}/bin/forge${suffix}`

export const forgeBinary = fileURLToPath(import.meta.resolve(inside))

/** @returns its exit code, never 0 when it did not run to its end */
export function forge(words: readonly string[]): number {
  const { status, error } = spawnSync(forgeBinary, words, {
    cwd: import.meta.dirname,
    stdio: 'inherit',
  })
  if (error) throw error
  return status ?? 1
}

if (import.meta.main) process.exit(forge(process.argv.slice(2)))
