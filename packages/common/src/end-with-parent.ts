import { type ChildProcess, spawn } from 'node:child_process'

/** Reads until its input ends, which the system sees to when whoever holds the other end is gone. */
const GUARD = 'while read -r _; do :; done; kill -9 "$1"'

/**
 * Has a child end with this process, however this one ends: also when it is killed, and nothing of it gets to tidy up. A shell holds
 * out at a pipe of this process for so long, and then kills the child; there is nothing on Linux and macOS alike that does it
 * without. It stands in a process group of its own, so that a Ctrl-C does not end it before its time.
 */
export function endWithParent(child: ChildProcess): void {
  if (child.pid === undefined) return
  const guard = spawn('/bin/sh', ['-c', GUARD, 'sh', String(child.pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  })
  // Without a shell the child outlives a parent that was killed, and nothing else is lost.
  guard.on('error', () => {})
  guard.stdin.on('error', () => {})
  guard.unref()
  child.once('exit', () => guard.kill('SIGKILL'))
}
