import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { sleep, systemClock } from '@sonm/common'
import { dialTcp } from './dial.ts'

const SSHD = '/usr/sbin/sshd'

export interface Sshd {
  /** A port of this machine that `ssh -L` leads to the target. */
  readonly forwarded: string
  end(): Promise<void>
}

/**
 * A real sshd on a free port with a key of its own, and a real `ssh -L` to it.
 * @returns nothing, and says so, when there is no sshd on this machine
 */
export async function startSshd(target: string): Promise<Sshd | undefined> {
  if (!existsSync(SSHD)) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'sonm-bench-ssh-'))
  const children: ChildProcess[] = []
  const end = async () => {
    for (const child of children.splice(0).reverse()) {
      if (child.exitCode !== null) continue
      const exited = once(child, 'exit')
      child.kill('SIGTERM')
      await exited
    }
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    for (const name of ['host', 'user'])
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, name)])
    const [port, local] = [await freePort(), await freePort()]
    writeFileSync(
      join(folder, 'sshd_config'),
      [
        `Port ${port}`,
        'ListenAddress 127.0.0.1',
        `HostKey ${join(folder, 'host')}`,
        `AuthorizedKeysFile ${join(folder, 'user.pub')}`,
        `PidFile ${join(folder, 'pid')}`,
        'StrictModes no',
        'UsePAM no',
        'PasswordAuthentication no',
        'AllowTcpForwarding yes',
        'PermitRootLogin yes',
      ].join('\n'),
    )
    // Debian's sshd wants it, and its service would make it.
    if (userInfo().uid === 0) mkdirSync('/run/sshd', { recursive: true })
    children.push(spawn(SSHD, ['-D', '-e', '-f', join(folder, 'sshd_config')], { stdio: 'ignore' }))
    await untilListening(`127.0.0.1:${port}`)
    const options = ['StrictHostKeyChecking=no', `UserKnownHostsFile=${join(folder, 'known')}`, 'IdentitiesOnly=yes']
    const words = [
      '-N',
      '-F',
      'none',
      '-p',
      `${port}`,
      '-i',
      join(folder, 'user'),
      '-L',
      `127.0.0.1:${local}:${target}`,
    ]
    const all = [...words, ...options.flatMap((option) => ['-o', option]), `${userInfo().username}@127.0.0.1`]
    children.push(spawn('ssh', all, { stdio: 'ignore' }))
    await untilListening(`127.0.0.1:${local}`)
    return { forwarded: `127.0.0.1:${local}`, end }
  } catch (error) {
    await end()
    throw error
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  return typeof address === 'object' ? address!.port : 0
}

async function untilListening(where: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      const socket = await dialTcp(where)
      socket.destroy()
      return
    } catch (error) {
      if (tries === 100) throw error
      await sleep(systemClock, 50)
    }
  }
}
