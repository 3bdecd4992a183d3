// Arguments, files, output and exit of the process, on top of the raw system calls.
import {
  args_get,
  args_sizes_get,
  fd_close,
  fd_prestat_dir_name,
  fd_prestat_get,
  fd_read,
  fd_write,
  path_open,
  proc_exit,
} from './wasi_snapshot_preview1'

export const EXIT_INTERNAL: i32 = 1
export const EXIT_WRONG_INPUT: i32 = 2

const STDOUT: i32 = 1
const STDERR: i32 = 2
const FIRST_PREOPENED: i32 = 3
const RIGHT_READ: u64 = 1 << 1
const RIGHT_WRITE: u64 = 1 << 6
const OPEN_CREATE_TRUNCATE: i32 = 1 | 8
const READ_CHUNK_BYTES: i32 = 65536

const vector = memory.data(8)
const answer = memory.data(16)

/** The command line, the program's name first. */
export function programArguments(): string[] {
  const list: string[] = []
  if (args_sizes_get(answer, answer + 4) !== 0) return list
  const count = load<i32>(answer)
  const bytes = load<i32>(answer + 4)
  const pointers = heap.alloc(<usize>(count * 4 + 4))
  const texts = heap.alloc(<usize>(bytes + 1))
  if (args_get(pointers, texts) !== 0) return list
  for (let i = 0; i < count; i++) {
    const from = <usize>load<u32>(pointers + ((<usize>i) << 2))
    list.push(String.UTF8.decodeUnsafe(from, <usize>(bytes + 1), true))
  }
  return list
}

/** Writes one line to standard output. */
export function print(line: string): void {
  writeText(STDOUT, line + '\n')
}

/** Ends the program with `code` and one line on standard error; never returns. */
export function exitWith(code: i32, message: string): void {
  writeText(STDERR, message + '\n')
  proc_exit(code)
  unreachable()
}

/** What AssemblyScript's runtime calls on a failed check: an internal error. */
export function abort(message: string | null, file: string | null, line: u32, column: u32): void {
  const what = message === null ? 'failed check' : message
  const where = file === null ? '' : file
  exitWith(EXIT_INTERNAL, `internal error: ${what} (${where}:${line}:${column})`)
}

/** The whole file at `path`; ends the program when it cannot be read or has more than `limitBytes`. */
export function readFile(path: string, limitBytes: i32): StaticArray<u8> {
  const fd = openAt(path, 0, RIGHT_READ)
  if (fd < 0) exitWith(EXIT_WRONG_INPUT, `cannot read ${path}: no such file in a readable folder`)
  let bytes = new StaticArray<u8>(READ_CHUNK_BYTES)
  let length = 0
  while (true) {
    if (length === bytes.length) {
      if (length > limitBytes) exitWith(EXIT_WRONG_INPUT, `${path} is larger than the limit of ${limitBytes} bytes`)
      const larger = new StaticArray<u8>(length * 2)
      memory.copy(changetype<usize>(larger), changetype<usize>(bytes), <usize>length)
      bytes = larger
    }
    store<u32>(vector, <u32>changetype<usize>(bytes) + length)
    store<u32>(vector, <u32>(bytes.length - length), 4)
    if (fd_read(fd, vector, 1, answer) !== 0) exitWith(EXIT_WRONG_INPUT, `cannot read ${path}: it is no plain file`)
    const got = load<i32>(answer)
    if (got === 0) break
    length += got
  }
  fd_close(fd)
  if (length > limitBytes) exitWith(EXIT_WRONG_INPUT, `${path} is larger than the limit of ${limitBytes} bytes`)
  return bytes.slice<StaticArray<u8>>(0, length)
}

/** Creates or replaces the file at `path` with the first `length` bytes; ends the program when that fails. */
export function writeFile(path: string, bytes: StaticArray<u8>, length: i32): void {
  const fd = openAt(path, OPEN_CREATE_TRUNCATE, RIGHT_WRITE)
  if (fd < 0 || !writeAll(fd, changetype<usize>(bytes), length) || fd_close(fd) !== 0)
    exitWith(EXIT_INTERNAL, `cannot write ${path}: no such writable folder, or it is full`)
}

function writeText(fd: i32, text: string): void {
  const bytes = String.UTF8.encode(text)
  writeAll(fd, changetype<usize>(bytes), bytes.byteLength)
}

function writeAll(fd: i32, from: usize, length: i32): bool {
  let done = 0
  while (done < length) {
    store<u32>(vector, <u32>from + done)
    store<u32>(vector, length - done, 4)
    if (fd_write(fd, vector, 1, answer) !== 0) return false
    const written = load<i32>(answer)
    if (written <= 0) return false
    done += written
  }
  return true
}

/** Opens `path` below the preopened folder whose name is its longest prefix; -1 when there is none. */
function openAt(path: string, openFlags: i32, rights: u64): i32 {
  let folder = -1
  let prefix = -1
  for (let fd = FIRST_PREOPENED; fd_prestat_get(fd, answer) === 0; fd++) {
    const length = load<i32>(answer, 4)
    const at = heap.alloc(<usize>(length + 1))
    if (fd_prestat_dir_name(fd, at, length) !== 0) continue
    let name = String.UTF8.decodeUnsafe(at, <usize>length)
    if (!name.endsWith('/')) name += '/'
    if (name.length > prefix && path.startsWith(name)) {
      folder = fd
      prefix = name.length
    }
  }
  if (folder < 0) return -1
  const relative = String.UTF8.encode(path.slice(prefix))
  const at = changetype<usize>(relative)
  return path_open(folder, 0, at, relative.byteLength, openFlags, rights, 0, 0, answer) === 0 ? load<i32>(answer) : -1
}
