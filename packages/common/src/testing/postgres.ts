import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { systemRandom } from '../random.ts'
import type { PostgresAddress } from '../store/postgres-store.ts'

/** A real PostgreSQL of a test's own, in a folder that goes with it; it listens on a socket in there alone. */
export interface TestPostgres {
  /** Where it keeps its data and its socket. */
  readonly folder: string
  /** Runs statements as its superuser. */
  execute(...statements: readonly string[]): Promise<void>
  /** Makes an empty database. */
  createDatabase(): Promise<PostgresAddress>
  /** Where an existing one is. */
  address(database: string): PostgresAddress
  start(): Promise<void>
  /** As a power cut does to it; `fast` lets it write down what it knows. */
  stop(how: 'immediate' | 'fast'): Promise<void>
  /** Ends it and removes all. */
  remove(): Promise<void>
}

/** Where initdb and postgres are; undefined: they are not installed. */
export function findPostgres(): string | undefined {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const folders = [...versions.map((version) => join(debian, version, 'bin')), ...process.env.PATH!.split(delimiter)]
  return folders.find((folder) => existsSync(join(folder, 'initdb')))
}

/** @param folder where its folder is made */
export async function testPostgres(parent = tmpdir()): Promise<TestPostgres> {
  const bin = findPostgres()
  if (!bin) throw new Error('PostgreSQL is not installed: on Debian, apt-get install postgresql')
  const folder = mkdtempSync(join(parent, 'sonm-postgres-'))
  const user = unprivileged()
  if (user) chownSync(folder, user.uid, user.gid)
  const data = join(folder, 'data')
  const options = ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync']
  execFileSync(join(bin, 'initdb'), options, { ...user, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] })
  const server = new Server(bin, folder, data, user)
  await server.start()
  return server
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const name = ['postgres', 'nobody'].find((user) => numberOf('-u', user) !== undefined)!
  return { uid: numberOf('-u', name)!, gid: numberOf('-g', name)! }
}

function numberOf(option: string, user: string): number | undefined {
  try {
    return Number(execFileSync('id', [option, user], { stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return undefined
  }
}

class Server implements TestPostgres {
  readonly folder: string
  readonly #bin: string
  readonly #data: string
  readonly #user: { uid: number; gid: number } | undefined
  #child: ChildProcess | undefined
  readonly #killed = () => this.#child?.kill('SIGKILL')

  constructor(bin: string, folder: string, data: string, user: { uid: number; gid: number } | undefined) {
    this.#bin = bin
    this.folder = folder
    this.#data = data
    this.#user = user
    process.once('exit', this.#killed)
  }

  async start(): Promise<void> {
    const settings = [
      'listen_addresses=',
      `unix_socket_directories=${this.folder}`,
      'max_connections=50',
      'recovery_init_sync_method=syncfs',
    ]
    const options = ['-D', this.#data, ...settings.flatMap((setting) => ['-c', setting])]
    const child = spawn(join(this.#bin, 'postgres'), options, {
      ...this.#user,
      cwd: this.folder,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    this.#child = child
    const said: string[] = []
    for await (const line of createInterface({ input: child.stderr! })) {
      said.push(line)
      if (!line.includes('ready to accept connections')) continue
      child.stderr!.resume()
      return
    }
    throw new Error(`PostgreSQL did not start: ${said.join('\n')}`)
  }

  async stop(how: 'immediate' | 'fast'): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null) return
    const exited = once(child, 'exit')
    child.kill(how === 'immediate' ? 'SIGQUIT' : 'SIGINT')
    await exited
    this.#child = undefined
  }

  address(database: string): PostgresAddress {
    const query = new URLSearchParams({ host: this.folder, user: 'postgres' })
    return { url: `postgres://localhost/${database}?${query}`, where: `${database} at ${this.folder}` }
  }

  async createDatabase(): Promise<PostgresAddress> {
    const name = `test_${Buffer.from(systemRandom.bytes(8)).toString('hex')}`
    await this.execute(`CREATE DATABASE ${name}`)
    return this.address(name)
  }

  async execute(...statements: readonly string[]): Promise<void> {
    const client = new pg.Client({ connectionString: this.address('postgres').url })
    await client.connect()
    for (const statement of statements) await client.query(statement)
    await client.end()
  }

  async remove(): Promise<void> {
    await this.stop('immediate')
    process.removeListener('exit', this.#killed)
    rmSync(this.folder, { recursive: true, force: true })
  }
}
