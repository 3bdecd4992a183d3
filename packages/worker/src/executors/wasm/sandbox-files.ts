import { openSync, readdirSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Directory, File, type Inode, OpenFile, PreopenDirectory, wasi } from '@bjorn3/browser_wasi_shim'
import { addOutput, maxOutputFiles, OutputError, type OutputQuota } from '../outputs.ts'

const maxDepth = 64

/** What a module sees as /in: files that are read when it reads them. Links and special files are left out. */
export function inputFolder(hostDir: string): PreopenDirectory {
  const load = (path: string): Map<string, Inode> =>
    new Map(
      readdirSync(path, { withFileTypes: true }).flatMap((entry): [string, Inode][] => {
        const below = join(path, entry.name)
        if (entry.isDirectory()) return [[entry.name, new ReadOnlyDirectory(load(below))]]
        return entry.isFile() ? [[entry.name, new InputFile(below, statSync(below).size)]] : []
      }),
    )
  const folder = new PreopenDirectory('/in', new Map())
  folder.dir = new ReadOnlyDirectory(load(hostDir))
  return folder
}

/** A module may name any length; a read that comes short is asked for again. */
const maxReadBytes = 4 * 2 ** 20

/** A file of this machine that a module may read. It is opened once, at the first read, however often the module opens it. */
class InputFile extends File {
  readonly #path: string
  readonly #bytes: number
  #fd: number | undefined

  constructor(path: string, bytes: number) {
    super(new ArrayBuffer(0), { readonly: true })
    this.#path = path
    this.#bytes = bytes
  }

  override get size(): bigint {
    return BigInt(this.#bytes)
  }

  override path_open(oflags: number, rights: bigint, fdFlags: number) {
    const opened = super.path_open(oflags, rights, fdFlags)
    return opened.fd_obj === null ? opened : { ret: opened.ret, fd_obj: new OpenInputFile(this) }
  }

  read(count: number, at: bigint): Uint8Array {
    const left = at < this.size ? Number(this.size - at) : 0
    const bytes = Buffer.allocUnsafe(Math.min(count, left, maxReadBytes))
    if (bytes.length === 0) return bytes
    this.#fd ??= openSync(this.#path, 'r')
    return bytes.subarray(0, readSync(this.#fd, bytes, 0, bytes.length, Number(at)))
  }
}

class OpenInputFile extends OpenFile {
  readonly #input: InputFile

  constructor(input: InputFile) {
    super(input)
    this.#input = input
  }

  override fd_read(size: number): { ret: number; data: Uint8Array } {
    const { ret, data } = this.fd_pread(size, this.file_pos)
    this.file_pos += BigInt(data.length)
    return { ret, data }
  }

  override fd_pread(size: number, offset: bigint): { ret: number; data: Uint8Array } {
    return { ret: wasi.ERRNO_SUCCESS, data: this.#input.read(size, offset) }
  }

  override fd_seek(offset: bigint, whence: number): { ret: number; offset: bigint } {
    return whence === wasi.WHENCE_END
      ? super.fd_seek(this.#input.size + offset, wasi.WHENCE_SET)
      : super.fd_seek(offset, whence)
  }

  override fd_filestat_set_size(): number {
    return wasi.ERRNO_BADF
  }

  override fd_allocate(): number {
    return wasi.ERRNO_BADF
  }
}

/** What a module reads from its stdin: nothing. */
export function emptyInput(): OpenFile {
  return new OpenInputFile(new InputFile('', 0))
}

class ReadOnlyDirectory extends Directory {
  override create_entry_for_path(): { ret: number; entry: Inode | null } {
    return { ret: wasi.ERRNO_ROFS, entry: null }
  }

  override get_parent_dir_and_entry_for_path() {
    return { ret: wasi.ERRNO_ROFS, parent_entry: null, filename: null, entry: null }
  }
}

/** What a module sees as /out: held in memory, and bounded. Going over the bound throws an OutputError through the module. */
export class OutputFolder {
  readonly preopen: PreopenDirectory
  readonly #maxBytes: number
  #bytes = 0
  #entries = 0

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
    this.preopen = new PreopenDirectory('/out', new Map())
    this.preopen.dir = new OutputDirectory(this, new Map())
  }

  addEntry(): void {
    if (++this.#entries > 4 * maxOutputFiles) throw new OutputError('The task made too many files and folders.')
  }

  addBytes(count: number): void {
    this.#bytes += count
    // Deleted and shortened files are not subtracted as they go: when the sum is over, what is really there decides.
    if (this.#bytes > this.#maxBytes) this.#bytes = count + sizeOf(this.preopen.dir)
    if (this.#bytes > this.#maxBytes) {
      throw new OutputError(`The outputs are larger than the allowed ${this.#maxBytes} bytes.`)
    }
  }

  /** Every file with its path. @throws OutputError for a path that may not be kept */
  files(): { path: string; data: Uint8Array }[] {
    const found: { path: string; data: Uint8Array }[] = []
    let used: OutputQuota = { files: 0, bytes: 0 }
    const walk = (directory: Directory, prefix: string, depth: number) => {
      if (depth > maxDepth) throw new OutputError(`The outputs lie more than ${maxDepth} folders deep.`)
      for (const [name, inode] of directory.contents) {
        const path = `${prefix}${name}`
        if (inode instanceof Directory) walk(inode, `${path}/`, depth + 1)
        if (!(inode instanceof File)) continue
        used = addOutput(used, path, inode.data.length, this.#maxBytes)
        found.push({ path, data: inode.data })
      }
    }
    walk(this.preopen.dir, '', 0)
    return found
  }
}

function sizeOf(directory: Directory): number {
  let sum = 0
  for (const inode of directory.contents.values()) {
    if (inode instanceof Directory) sum += sizeOf(inode)
    else if (inode instanceof File) sum += inode.data.length
  }
  return sum
}

class OutputDirectory extends Directory {
  readonly #folder: OutputFolder

  constructor(folder: OutputFolder, contents: Map<string, Inode>) {
    super(contents)
    this.#folder = folder
  }

  override create_entry_for_path(pathText: string, isDirectory: boolean): { ret: number; entry: Inode | null } {
    const made = super.create_entry_for_path(pathText, isDirectory)
    if (made.entry === null) return made
    this.#folder.addEntry()
    const entry = isDirectory ? new OutputDirectory(this.#folder, new Map()) : new OutputFile(this.#folder)
    const parts = plainParts(pathText)
    let parent: Directory = this
    for (const part of parts.slice(0, -1)) parent = parent.contents.get(part) as Directory
    parent.contents.set(parts.at(-1) as string, entry)
    return { ret: made.ret, entry }
  }
}

/** The names on a path that the shim has accepted, so it never leaves its folder. */
function plainParts(pathText: string): string[] {
  const parts: string[] = []
  for (const part of pathText.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '' && part !== '.') parts.push(part)
  }
  return parts
}

/** `data` is a view on a buffer with room behind it, so that writing a file piece by piece takes linear time. */
class OutputFile extends File {
  readonly #folder: OutputFolder

  constructor(folder: OutputFolder) {
    super(new ArrayBuffer(0))
    this.#folder = folder
  }

  override path_open(oflags: number, rights: bigint, fdFlags: number) {
    const opened = super.path_open(oflags, rights, fdFlags)
    if (opened.ret !== wasi.ERRNO_SUCCESS) return opened
    const file = new OpenOutputFile(this, (fdFlags & wasi.FDFLAGS_APPEND) !== 0)
    return { ret: opened.ret, fd_obj: file }
  }

  resize(size: number): void {
    const old = this.data.length
    if (size > old) this.#folder.addBytes(size - old)
    if (size <= this.data.buffer.byteLength) {
      this.data = new Uint8Array(this.data.buffer, 0, size)
    } else {
      const larger = new Uint8Array(new ArrayBuffer(Math.max(size, 2 * old)), 0, size)
      larger.set(this.data)
      this.data = larger
    }
    if (size > old) this.data.fill(0, old)
  }

  write(content: Uint8Array, at: number): void {
    if (at + content.length > this.data.length) this.resize(at + content.length)
    this.data.set(content, at)
  }
}

class OpenOutputFile extends OpenFile {
  readonly #output: OutputFile
  readonly #append: boolean

  constructor(file: OutputFile, append: boolean) {
    super(file)
    this.#output = file
    this.#append = append
  }

  override fd_write(content: Uint8Array): { ret: number; nwritten: number } {
    if (this.#append) this.file_pos = BigInt(this.#output.data.length)
    this.#output.write(content, Number(this.file_pos))
    this.file_pos += BigInt(content.length)
    return { ret: wasi.ERRNO_SUCCESS, nwritten: content.length }
  }

  override fd_pwrite(content: Uint8Array, offset: bigint): { ret: number; nwritten: number } {
    this.#output.write(content, Number(offset))
    return { ret: wasi.ERRNO_SUCCESS, nwritten: content.length }
  }

  override fd_filestat_set_size(size: bigint): number {
    this.#output.resize(Number(size))
    return wasi.ERRNO_SUCCESS
  }

  override fd_allocate(offset: bigint, length: bigint): number {
    const size = Number(offset + length)
    if (size > this.#output.data.length) this.#output.resize(size)
    return wasi.ERRNO_SUCCESS
  }
}
