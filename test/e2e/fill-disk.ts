import { closeSync, openSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'

/** Fills the disk of a folder to the last byte, until the test is over. @returns what makes room before that */
export function fillDisk(folder: string): () => void {
  const path = join(folder, 'filler')
  const file = openSync(path, 'w')
  for (let size = 1 << 20; size >= 1; size = size >> 1) {
    try {
      while (writeSync(file, Buffer.alloc(size)) === size) {}
    } catch (error) {
      expect(error).toMatchObject({ code: 'ENOSPC' })
    }
  }
  closeSync(file)
  const makeRoom = () => rmSync(path, { force: true })
  onTestFinished(makeRoom)
  return makeRoom
}
