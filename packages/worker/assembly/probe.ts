// biome-ignore-all lint/suspicious/noDoubleEquals: in AssemblyScript it compares strings by value.
// The program that the executor tests run: what it does is its first argument.
import {
  args,
  fd_write,
  IN,
  OUT,
  openFile,
  path_create_directory,
  path_symlink,
  print,
  proc_exit,
  readBytes,
  readText,
  sleepMs,
  sock_accept,
  sock_recv,
  sock_send,
  sock_shutdown,
  writeBytes,
  writeText,
} from './wasi'

export function _start(): void {
  const all = args()
  const what = all.length > 1 ? all[1] : 'nothing'
  if (what == 'succeed') succeed()
  else if (what == 'print') printLines()
  else if (what == 'progress') tellProgress()
  else if (what == 'exit-3') proc_exit(3)
  else if (what == 'spin') spin()
  else if (what == 'grow') grow(true)
  else if (what == 'grow-untouched') grow(false)
  else if (what == 'run-long') runLong()
  else if (what == 'read-host') readHost()
  else if (what == 'sockets') useSockets()
  else if (what == 'giant-write') giantWrite()
  else if (what == 'many-files') manyFiles()
  else if (what == 'escape') escape()
  else if (what == 'chatter') chatter()
  else if (what == 'recurse') print(1, recurse(1).toString())
  else if (what == 'large-output') largeOutput()
  else if (what == 'read-all') readAll()
  else if (what == 'write-input') print(1, writeText(IN, 'input.txt', 'changed').toString())
  else if (what == 'trap') unreachable()
}

function succeed(): void {
  const input = readText(IN, 'input.txt')
  print(1, 'read ' + input)
  writeText(OUT, 'result.txt', input.toUpperCase())
}

function printLines(): void {
  print(1, 'one')
  print(2, 'two')
  print(1, 'three')
}

function tellProgress(): void {
  print(1, 'progress 0.25')
  print(1, 'progress 0.5')
}

function spin(): void {
  let count: u64 = 0
  while (true) {
    count++
    store<u64>(8, count)
  }
}

function grow(touch: boolean): void {
  while (true) {
    const page = memory.grow(1)
    if (touch && page >= 0) memory.fill((page as usize) << 16, 1, 65536)
  }
}

function runLong(): void {
  for (let tick = 0; ; tick++) {
    print(1, 'tick ' + tick.toString())
    sleepMs(20)
  }
}

function readHost(): void {
  const paths = ['/etc/passwd', '../etc/passwd', '../../etc/passwd', 'a/../../../etc/passwd', './..//../etc/passwd']
  for (let index = 0; index < paths.length; index++) {
    print(1, readText(IN, paths[index]))
    print(1, readText(OUT, paths[index]))
  }
}

/** Takes every file descriptor there is, and one more, for a socket. */
function useSockets(): void {
  const vectors = memory.data(16)
  const bytes = String.UTF8.encode('GET / HTTP/1.0\r\n\r\n')
  store<usize>(vectors, changetype<usize>(bytes))
  store<u32>(vectors + 4, bytes.byteLength)
  const told = memory.data(16)
  for (let fd = 0; fd <= 5; fd++) {
    print(1, 'accept ' + sock_accept(fd, 0, told).toString())
    print(1, 'send ' + sock_send(fd, vectors, 1, 0, told).toString())
    print(1, 'recv ' + sock_recv(fd, vectors, 1, 0, told, told + 8).toString())
    print(1, 'shutdown ' + sock_shutdown(fd, 3).toString())
  }
}

function readAll(): void {
  const fd = openFile(IN, 'input.txt', false)
  const block = new ArrayBuffer(65536)
  let sum: i64 = 0
  for (let count = readBytes(fd, block); count > 0; count = readBytes(fd, block)) sum += count
  print(1, 'read ' + sum.toString() + ' bytes')
}

function giantWrite(): void {
  const vectors = memory.data(16)
  store<u32>(vectors, 0)
  store<u32>(vectors + 4, 0xffffffff)
  const error = fd_write(1, vectors, 1, vectors + 8)
  print(1, 'answered ' + error.toString())
}

function manyFiles(): void {
  for (let index = 0; index < 10000; index++) writeText(OUT, 'file-' + index.toString(), 'x')
}

function escape(): void {
  const names = ['../evil', '/evil', 'a/../../evil', 'a\\..\\evil']
  for (let index = 0; index < names.length; index++) writeText(OUT, names[index], 'x')
  const target = String.UTF8.encode('/etc/passwd')
  const link = String.UTF8.encode('link')
  path_symlink(changetype<usize>(target), target.byteLength, OUT, changetype<usize>(link), link.byteLength)
  path_create_directory(OUT, changetype<usize>(link), link.byteLength)
}

function chatter(): void {
  const line = String.UTF8.encode('the same line over and over\n')
  while (true) writeBytes(1, line)
}

function recurse(depth: i32): i32 {
  return depth == 0 ? 0 : recurse(depth + 1) + 1
}

function largeOutput(): void {
  const fd = openFile(OUT, 'large', true)
  const block = new ArrayBuffer(65536)
  while (true) writeBytes(fd, block)
}
