import { sleep, systemClock } from '@sonm/common'
import { fail } from '@sonm/model'
import { DEFAULT_PORTS } from '@sonm/protocol'
import { Command, Option } from 'commander'
import type { Devnet, DevnetPorts } from '../devnet/devnet.ts'
import { readDevnetState, runningDevnet } from '../devnet/state-file.ts'
import { usageLines } from '../devnet/usage.ts'
import type { Home } from '../home/home.ts'
import { SONM, terminal } from '../output/print.ts'
import { runRole, startProgress } from '../roles/run-role.ts'
import { type HomeOptions, homeOf, withExamples, withHome } from './common.ts'

interface StartOptions extends HomeOptions {
  readonly roles: 'all' | 'none'
  readonly anyPorts?: boolean
  readonly plan?: string
  readonly temporary?: boolean
}

export function devnetCommand(): Command {
  const start = withExamples(
    withHome(new Command('start')),
    'sonm devnet',
    'sonm devnet start --home /tmp/net --any-ports',
    'sonm devnet start --plan ask-plan.yaml',
    'sonm devnet --roles none',
  )
    .description(
      'Run a whole network on this machine until Ctrl-C: chain, contracts, marketplace, locator, hub, worker, node.',
    )
    .addOption(
      new Option('--roles <which>', 'none: only the chain and the accounts, for roles started by hand')
        .choices(['all', 'none'])
        .default('all'),
    )
    .option('--any-ports', 'listen on free ports, also where the usual ones are free')
    .option('--plan <file>', 'the ask plan of the local supplier (default: the whole machine for 1 SNM an hour)')
    .addOption(new Option('--temporary', 'remove the home at the end, with all that is in it').hideHelp())
    .action(async (options: StartOptions) => {
      const home = homeOf(options)
      let devnet: Devnet
      await runRole(
        async (signal) => {
          const { createDevnet } = await import('../devnet/devnet.ts')
          devnet = createDevnet({
            home,
            roles: options.roles,
            anyPorts: options.anyPorts === true,
            temporary: options.temporary === true,
            progress: startProgress('Starting a local network'),
            clock: systemClock,
            signal,
            ...(options.plan ? { planFile: options.plan } : {}),
          })
          return devnet
        },
        () => (options.roles === 'all' ? runningText(home) : byHandText(home, devnet.ports())),
      )
    })
  const stop = withExamples(withHome(new Command('stop')), 'sonm devnet stop', 'sonm devnet stop --home /tmp/net')
    .description('End the local network of a home.')
    .action(async (options: HomeOptions) => {
      const home = homeOf(options)
      const pid = runningDevnet(home)
      if (pid === undefined) throw fail('DEVNET_NOT_RUNNING', { home: home.path })
      process.kill(pid, 'SIGTERM')
      while (runningDevnet(home) !== undefined) await sleep(systemClock, 100)
      terminal.tell(`The local network in ${home.path} has ended.`)
    })
  const command = new Command('devnet').description(
    'A whole network on this machine, with a chain of its own and play money. Without a sub-command it starts; `sonm devnet start --help` lists the options.',
  )
  return withExamples(
    command.addCommand(start, { isDefault: true }).addCommand(stop),
    'sonm devnet',
    'sonm devnet --home /tmp/net',
    'sonm devnet --roles none',
    'sonm devnet stop',
  )
}

function runningText(home: Home): string {
  return [
    `The local network runs in ${home.path}. Try, in another terminal:`,
    ...usageLines(home),
    'Ctrl-C ends it.',
  ].join('\n')
}

function byHandText(home: Home, ports: DevnetPorts): string {
  const { hub, worker } = readDevnetState(home)
  // A port that is not the usual one has to be typed; the usual ones are left out, as in the README.
  const listen = (role: keyof DevnetPorts) =>
    ports[role] === DEFAULT_PORTS[role] ? '' : ` --listen 127.0.0.1:${ports[role]}`
  return [
    `The chain runs, and the accounts are ready in ${home.path}. Start the roles, each in a terminal of its own, after`,
    `  export SONM_HOME=${home.path}`,
    '',
    `  ${SONM} locator start --relay${listen('locator')}`,
    `  ${SONM} marketplace start${listen('marketplace')}`,
    `  ${SONM} hub start --worker ${worker} --plan ${home.path}/ask-plan.yaml${listen('hub')}`,
    `  ${SONM} worker start --hub ${hub}`,
    `  ${SONM} node start${listen('node')}`,
    'Ctrl-C ends the chain.',
  ].join('\n')
}
