// The few calls of WASI preview 1 that the test programs need.
// biome-ignore-all lint/suspicious/noDoubleEquals: in AssemblyScript it compares strings and numbers by value.
@external('wasi_snapshot_preview1', 'fd_write')
export declare function fd_write(fd: i32, vectors: usize, count: i32, written: usize): i32
@external('wasi_snapshot_preview1', 'fd_read')
export declare function fd_read(fd: i32, vectors: usize, count: i32, read: usize): i32
@external('wasi_snapshot_preview1', 'fd_close')
export declare function fd_close(fd: i32): i32
@external('wasi_snapshot_preview1', 'path_open')
export declare function path_open(
  fd: i32, lookup: i32, path: usize, pathBytes: usize, open: i32, rights: i64, inherited: i64, flags: i32, opened: usize,
): i32
@external('wasi_snapshot_preview1', 'path_create_directory')
export declare function path_create_directory(fd: i32, path: usize, pathBytes: usize): i32
@external('wasi_snapshot_preview1', 'path_symlink')
export declare function path_symlink(target: usize, targetBytes: usize, fd: i32, path: usize, pathBytes: usize): i32
@external('wasi_snapshot_preview1', 'args_sizes_get')
declare function args_sizes_get(count: usize, bytes: usize): i32
@external('wasi_snapshot_preview1', 'args_get')
declare function args_get(pointers: usize, bytes: usize): i32
@external('wasi_snapshot_preview1', 'poll_oneoff')
declare function poll_oneoff(subscriptions: usize, events: usize, count: usize, told: usize): i32
@external('wasi_snapshot_preview1', 'sock_accept')
export declare function sock_accept(fd: i32, flags: i32, accepted: usize): i32
@external('wasi_snapshot_preview1', 'sock_recv')
export declare function sock_recv(fd: i32, vectors: usize, count: i32, flags: i32, read: usize, told: usize): i32
@external('wasi_snapshot_preview1', 'sock_send')
export declare function sock_send(fd: i32, vectors: usize, count: i32, flags: i32, written: usize): i32
@external('wasi_snapshot_preview1', 'sock_shutdown')
export declare function sock_shutdown(fd: i32, how: i32): i32
@external('wasi_snapshot_preview1', 'proc_exit')
export declare function proc_exit(code: i32): void

export const IN = 3
export const OUT = 4
const CREATE_AND_TRUNCATE = 9
const RIGHT_TO_READ: i64 = 2
const RIGHT_TO_WRITE: i64 = 64

const scratch = memory.data(128)

export function abort(_message: usize, _file: usize, _line: u32, _column: u32): void {
  unreachable()
}

export function writeBytes(fd: i32, bytes: ArrayBuffer): i32 {
  store<u32>(scratch, changetype<usize>(bytes) as u32)
  store<u32>(scratch + 4, bytes.byteLength)
  return fd_write(fd, scratch, 1, scratch + 8)
}

/** Fills a buffer as far as the file goes; 0 at its end. */
export function readBytes(fd: i32, bytes: ArrayBuffer): i32 {
  store<u32>(scratch, changetype<usize>(bytes) as u32)
  store<u32>(scratch + 4, bytes.byteLength)
  fd_read(fd, scratch, 1, scratch + 8)
  return load<i32>(scratch + 8)
}

/** Writes a line to stdout (1) or stderr (2). */
export function print(fd: i32, line: string): void {
  writeBytes(fd, String.UTF8.encode(line + '\n'))
}

/** The new file descriptor, or minus the error number. */
export function openFile(folder: i32, path: string, write: boolean): i32 {
  const name = String.UTF8.encode(path)
  const rights = write ? RIGHT_TO_WRITE : RIGHT_TO_READ
  const flags = write ? CREATE_AND_TRUNCATE : 0
  const error = path_open(folder, 0, changetype<usize>(name), name.byteLength, flags, rights, 0, 0, scratch + 16)
  return error == 0 ? load<i32>(scratch + 16) : -error
}

export function readText(folder: i32, path: string): string {
  const fd = openFile(folder, path, false)
  if (fd < 0) return 'error ' + (-fd).toString()
  const bytes = new ArrayBuffer(4096)
  const count = readBytes(fd, bytes)
  fd_close(fd)
  return String.UTF8.decode(bytes.slice(0, count))
}

export function writeText(folder: i32, path: string, text: string): i32 {
  const fd = openFile(folder, path, true)
  if (fd < 0) return -fd
  const error = writeBytes(fd, String.UTF8.encode(text))
  fd_close(fd)
  return error
}

/** The arguments, the program's name included. */
export function args(): string[] {
  args_sizes_get(scratch, scratch + 4)
  const count = load<i32>(scratch)
  const pointers = new ArrayBuffer(4 * count)
  const bytes = new ArrayBuffer(load<i32>(scratch + 4))
  args_get(changetype<usize>(pointers), changetype<usize>(bytes))
  const found: string[] = []
  for (let index = 0; index < count; index++) {
    found.push(String.UTF8.decodeUnsafe(load<u32>(changetype<usize>(pointers) + 4 * index), 4096, true))
  }
  return found
}

export function sleepMs(durationMs: i64): void {
  memory.fill(scratch, 0, 128)
  store<u32>(scratch + 16, 1)
  store<u64>(scratch + 24, durationMs * 1000000)
  poll_oneoff(scratch, scratch + 48, 1, scratch + 96)
}
