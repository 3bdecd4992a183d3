import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { wasi } from '@bjorn3/browser_wasi_shim'
import { afterAll, expect, test } from 'vitest'
import { inputFolder } from './sandbox-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'sonm-inputs-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
mkdirSync(join(folder, 'sub'))
writeFileSync(join(folder, 'sub/text'), 'hello world')
symlinkSync('/etc/passwd', join(folder, 'link'))
writeFileSync(join(folder, 'huge'), '')
truncateSync(join(folder, 'huge'), 2 ** 40)

function openInput(path: string, rights = 0n) {
  const { ret, fd_obj } = inputFolder(folder).path_open(0, path, 0, rights, 0n, 0)
  if (fd_obj === null) throw new Error(`error ${ret}`)
  return fd_obj
}
const text = (data: Uint8Array) => Buffer.from(data).toString()

test('an input is read from where the module stands, from where it says, and from its end', () => {
  const file = openInput('sub/text')
  expect(text(file.fd_read(5).data)).toBe('hello')
  expect(text(file.fd_read(100).data)).toBe(' world')
  expect(file.fd_read(100).data).toHaveLength(0)
  expect(text(file.fd_pread(3, 4n).data)).toBe('o w')
  expect(file.fd_pread(3, 2n ** 60n).data).toHaveLength(0)
  expect(file.fd_seek(-5n, wasi.WHENCE_END)).toEqual({ ret: wasi.ERRNO_SUCCESS, offset: 6n })
  expect(text(file.fd_read(100).data)).toBe('world')
  expect(file.fd_filestat_get().filestat?.size).toBe(11n)
})

test('a read of any length costs little memory', () => {
  const { length } = openInput('huge').fd_read(2 ** 32 - 1).data
  expect(length).toBeGreaterThan(0)
  expect(length).toBeLessThanOrEqual(2 ** 23)
})

test('an input is neither written nor grown, and a link is none', () => {
  expect(() => openInput('sub/text', BigInt(wasi.RIGHTS_FD_WRITE))).toThrow()
  const file = openInput('sub/text')
  const results = [
    file.fd_write(Buffer.from('x')).ret,
    file.fd_pwrite(Buffer.from('x'), 0n).ret,
    file.fd_allocate(0n, 2n ** 40n),
    file.fd_filestat_set_size(0n),
  ]
  expect(results).toEqual(results.map(() => wasi.ERRNO_BADF))
  expect(() => openInput('link')).toThrow(`error ${wasi.ERRNO_NOENT}`)
})
