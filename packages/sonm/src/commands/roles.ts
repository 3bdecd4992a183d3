import { type LogLevel, parseDatabase } from '@sonm/common'
import { fail, parseAddress, parseTypedSize } from '@sonm/model'
import { type Peer, parseEndpoint, parsePeer } from '@sonm/network/peer'
import { DEFAULT_PORTS } from '@sonm/protocol'
import { Command, InvalidArgumentError, Option } from 'commander'
import type { RoleReady } from '../roles/run-role.ts'
import type { RoleOptions } from '../roles/world.ts'
import { type HomeOptions, homeOf, readDescriptor, withExamples, withHome } from './common.ts'
import { inOption, optionOf } from './in-option.ts'
import { runOnPorts } from './run-on-ports.ts'

export interface StartOptions extends HomeOptions {
  readonly name: string
  readonly passwordFile?: string
  readonly passwordFd?: number
  readonly logLevel: LogLevel
  readonly json?: boolean
  readonly metrics?: ReturnType<typeof parseEndpoint>
  readonly listen: string
}

interface WorkerStartOptions {
  readonly hub: string
  readonly storageShare: number
  readonly ephemeral?: boolean
  readonly allowPrivateRegistries?: boolean
  readonly allowEgress?: boolean
  readonly runtime?: string
}

// A role's module is loaded when the role starts: a command that only asks the node need not wait for all of them.

/** `sonm <role> start`, with what all roles have in common. */
export function startCommand(role: string, description: string, listen?: string): Command {
  const command = withHome(new Command('start').description(description))
    .option('--name <name>', 'its folder in the home; another name makes a second one', role)
    .option('--password-file <file>', "the password of its key, when it is not the one beside the key's file")
    .option('--password-fd <number>', 'a descriptor to read that password from, such as 3', readDescriptor)
    .addOption(
      new Option('--log-level <level>', 'what is logged')
        .choices(['silent', 'error', 'warn', 'info', 'debug'])
        .default('info'),
    )
    .option('--json', 'log JSON lines, in a terminal too')
    .option(
      '--metrics <host:port>',
      'where Prometheus may read its metrics (default: nowhere)',
      optionOf('--metrics', parseEndpoint),
    )
  return listen === undefined ? command : command.option('--listen <host:port>', listenText(role), listen)
}

/** What most get wrong first: others reach nothing that listens on loopback. */
function listenText(role: string): string {
  return role === 'node'
    ? 'where it listens, on this machine alone'
    : 'where it listens; 0.0.0.0 lets other machines in'
}

/** A role with its `start`; the examples stand in the help of both. */
export function roleCommand(
  role: string,
  description: string,
  start: Command,
  ...examples: readonly string[]
): Command {
  const command = new Command(role).description(description).addCommand(withExamples(start, ...examples))
  return withExamples(command, ...examples)
}

export function roleOptions(options: StartOptions): RoleOptions {
  const { name, passwordFile: file, passwordFd: fd, logLevel, json, metrics } = options
  return {
    home: homeOf(options),
    name,
    logLevel,
    logJson: json === true,
    password: { file, fd },
    ...(metrics ? { metricsAt: metrics } : {}),
  }
}

export const listens = (role: string) => (ready: RoleReady) =>
  [
    `The ${role} ${ready.address} listens on ${ready.endpoint}. Its name for others is`,
    `  ${ready.address}@${ready.endpoint}`,
    'Ctrl-C ends it.',
  ].join('\n')

export const collect =
  <Value>(read: (text: string) => Value) =>
  (text: string, all: readonly Value[]) => [...all, read(text)]

/** How a service is made known, which it cannot do by itself. */
const usedBy = (whom: string, list: string) =>
  `It is used by the ${whom} whose network.json names it in \`${list}\`, as it prints its name.`

const BANDWIDTH = 'the most that it carries in all, in bytes a second, such as 100MiB (default: 2GiB)'

interface RelayStartOptions {
  readonly bandwidth?: string
}

function relayOptions({ bandwidth }: RelayStartOptions): { bytesPerSecond?: number } {
  if (bandwidth === undefined) return {}
  const bytesPerSecond = inOption('--bandwidth', () => parseTypedSize(bandwidth))
  if (bytesPerSecond === 0)
    throw fail('INPUT_INVALID', { field: '--bandwidth', reason: 'it must be more than nothing' })
  return { bytesPerSecond }
}

export function relayCommand(): Command {
  const start = startCommand(
    'relay',
    `Run a relay until Ctrl-C. ${usedBy('hubs', 'relays')}`,
    `127.0.0.1:${DEFAULT_PORTS.relay}`,
  )
    .option('--bandwidth <size>', BANDWIDTH)
    .action((options: StartOptions & RelayStartOptions) =>
      runOnPorts(
        options,
        async () =>
          (await import('../roles/relay.ts')).relayRole({
            ...roleOptions(options),
            ...relayOptions(options),
            listen: readListen(options.listen),
          }),
        listens('relay'),
      ),
    )
  return roleCommand(
    'relay',
    'Leads callers to hubs that cannot be dialled, and helps both to a direct connection.',
    start,
    'sonm relay start --listen 0.0.0.0:15022',
    'sonm relay start --listen 0.0.0.0:15022 --bandwidth 100MiB',
  )
}

export function locatorCommand(): Command {
  const start = startCommand(
    'locator',
    `Run a locator until Ctrl-C. ${usedBy('nodes, hubs and workers', 'locators')}`,
    `127.0.0.1:${DEFAULT_PORTS.locator}`,
  )
    .option('--relay', 'it is a relay too, on the same port')
    .option('--bandwidth <size>', `as a relay: ${BANDWIDTH}`)
    .option(
      '--follow <peer>',
      'another locator whose records it copies, as 0xADDRESS@host:port; may be given more than once',
      collect(optionOf('--follow', parsePeer)),
      [],
    )
    .action((options: StartOptions & RelayStartOptions & { relay?: boolean; readonly follow: readonly Peer[] }) =>
      runOnPorts(
        options,
        async () =>
          (await import('../roles/locator.ts')).locatorRole({
            ...roleOptions(options),
            listen: readListen(options.listen),
            follow: options.follow,
            ...(options.relay ? { relay: relayOptions(options) } : {}),
          }),
        listens('locator'),
      ),
    )
  return roleCommand(
    'locator',
    'Tells where hubs are.',
    start,
    'sonm locator start',
    'sonm locator start --listen 0.0.0.0:15020 --relay',
    'sonm locator start --follow 0x5050a4f4b3f9338c3472dcc01a87c76a144b3c9c@locator.example.org:15020',
  )
}

export function marketplaceCommand(): Command {
  const start = startCommand(
    'marketplace',
    `Run a marketplace until Ctrl-C. ${usedBy('nodes and hubs', 'marketplaces')}`,
    `127.0.0.1:${DEFAULT_PORTS.marketplace}`,
  )
    // Read here, not by the parser of options: that one shows what it does not like, with the password in it.
    .option(
      '--database <database>',
      'where its orders are: sqlite:PATH, or postgres://USER@HOST:PORT/DATABASE, which several marketplaces may share; a password is better given by PGPASSWORD or ~/.pgpass (default: SQLite in its folder)',
    )
    .option(
      '--follow <peer>',
      'a marketplace whose orders are taken in too, as 0xADDRESS@host:port; may be given more than once',
      collect(optionOf('--follow', parsePeer)),
      [],
    )
    .option(
      '--ip-countries <file>',
      'a table of networks, lines of first,last,CC, by which the countries that hubs declare are checked',
    )
    .action((options: StartOptions & { database?: string; follow: readonly Peer[]; ipCountries?: string }) =>
      runOnPorts(
        options,
        async () =>
          (await import('../roles/marketplace.ts')).marketplaceRole({
            ...roleOptions(options),
            listen: readListen(options.listen),
            follow: options.follow,
            ...(options.database === undefined ? {} : { database: parseDatabase(options.database) }),
            ...(options.ipCountries === undefined ? {} : { ipCountriesFile: options.ipCountries }),
          }),
        listens('marketplace'),
      ),
    )
  return roleCommand(
    'marketplace',
    'Collects signed orders and finds the best.',
    start,
    'sonm marketplace start',
    'sonm marketplace start --listen 0.0.0.0:15021',
    'sonm marketplace start --follow 0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb@market.example.org:15021',
    'sonm marketplace start --ip-countries networks.csv',
    'sonm marketplace start --database postgres://sonm@db.example.org/market',
  )
}

export function workerCommand(): Command {
  const start = startCommand('worker', 'Run a worker until Ctrl-C: it dials its hub and runs tasks on this machine.')
    .requiredOption('--hub <peer>', 'its hub: 0xADDRESS, or 0xADDRESS@host:port')
    .option(
      '--storage-share <fraction>',
      'how much of the disk that is free at the first start is sold',
      readShare,
      0.5,
    )
    .option('--ephemeral', 'end all tasks, and remove all that they left, when the worker ends')
    .option(
      '--allow-private-registries',
      'fetch images also from localhost, addresses and names without a dot, which buyers may name, and run images of this machine',
    )
    .option(
      '--allow-egress',
      'let containers whose deal has bought it reach the internet from this machine, but not its neighbours, itself or cloud metadata',
    )
    .option(
      '--runtime <name>',
      "run containers by this runtime of the Docker engine, such as gVisor's runsc (default: the engine's)",
    )
    .action((options: StartOptions & WorkerStartOptions) =>
      runOnPorts(
        options,
        async () =>
          (await import('../roles/worker.ts')).workerRole({
            ...roleOptions(options),
            hub: inOption('--hub', () =>
              options.hub.includes('@') ? parsePeer(options.hub) : { address: parseAddress(options.hub) },
            ),
            storageShare: options.storageShare,
            ephemeral: options.ephemeral === true,
            allowPrivateRegistries: options.allowPrivateRegistries === true,
            allowEgress: options.allowEgress === true,
            ...(options.runtime !== undefined ? { runtime: options.runtime } : {}),
          }),
        (ready) => `The worker ${ready.address} dials the hub ${ready.endpoint}, as long as it runs; Ctrl-C ends it.`,
      ),
    )
  return roleCommand(
    'worker',
    'Runs tasks on this machine, for one hub.',
    start,
    'sonm worker start --hub 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    'sonm worker start --hub 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed@192.0.2.7:15010 --name gpu-box',
    'sonm worker start --hub 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed --runtime runsc --allow-egress',
  )
}

/** Where to listen: host:port; port 0 takes one that is free. */
export function readListen(text: string): ReturnType<typeof parseEndpoint> {
  const anyPort = /^(.*):0$/.exec(text)
  return inOption('--listen', () => (anyPort ? { ...parseEndpoint(`${anyPort[1]}:1`), port: 0 } : parseEndpoint(text)))
}

function readShare(text: string): number {
  const share = Number(text)
  if (!(share > 0 && share <= 1)) throw new InvalidArgumentError('It must be above 0 and at most 1.')
  return share
}
