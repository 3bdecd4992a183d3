import { type Address, fail, parseAddress } from '@sonm/model'
import type { Endpoint } from '@sonm/network'
import { DEFAULT_PORTS } from '@sonm/protocol'
import type { Command } from 'commander'
import { optionOf } from './in-option.ts'
import { collect, readListen, roleCommand, roleOptions, type StartOptions, startCommand } from './roles.ts'
import { runOnPorts } from './run-on-ports.ts'
import { type WebStartOptions, webOf, withWeb } from './web-options.ts'

/** Where pages reach it: the API's own address is loopback's. */
const EVERYWHERE: Endpoint = { host: '0.0.0.0', port: 0 }

export function nodeCommand(): Command {
  const start = withWeb(
    startCommand(
      'node',
      'Run a node until Ctrl-C: the API for programs and the web page, both on this machine alone.',
      `127.0.0.1:${DEFAULT_PORTS.node}`,
    ),
  )
    .option(
      '--web-account <address>',
      'whose wallet may use the API through --web-port, with all that this node may spend, besides the node’s own account; may be given more than once',
      collect(optionOf('--web-account', parseAddress)),
      [],
    )
    .action((options: StartOptions & WebStartOptions & { webAccount: readonly Address[] }) =>
      runOnPorts(
        options,
        async () => {
          const web = webOf(options, EVERYWHERE)
          if (!web && options.webAccount.length > 0) {
            throw fail('INPUT_INVALID', { field: '--web-account', reason: 'it says nothing without --web-port' })
          }
          return (await import('../roles/node.ts')).nodeRole({
            ...roleOptions(options),
            listen: readListen(options.listen),
            ...(web ? { web: { ...web, accounts: options.webAccount } } : {}),
          })
        },
        (ready) =>
          [
            `The node of account ${ready.address} serves its API and its web page at`,
            `  ${ready.page}`,
            'Ctrl-C ends it.',
          ].join('\n'),
      ),
    )
  return roleCommand(
    'node',
    'Your gateway to the market: wallet, deals and tasks behind one API.',
    start,
    'sonm node start',
    'sonm node start --listen 127.0.0.1:15031 --name second',
    'sonm node start --web-port 15032 --web-cert cert.pem --web-key key.pem --web-origin https://app.example.org',
  )
}
