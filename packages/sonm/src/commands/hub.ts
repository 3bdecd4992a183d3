import { parseAddress, parseDurationMs, parseEndpoint } from '@sonm/model'
import { DEFAULT_PORTS } from '@sonm/protocol'
import type { Command } from 'commander'
import { type PlaceOptions, placeOf, withPlace } from './hub-place.ts'
import { optionOf } from './in-option.ts'
import { collect, listens, readListen, roleCommand, roleOptions, type StartOptions, startCommand } from './roles.ts'
import { runOnPorts } from './run-on-ports.ts'
import { type WebStartOptions, webOf, withWeb } from './web-options.ts'

export function hubCommand(): Command {
  const start = withWeb(
    withPlace(
      startCommand('hub', 'Run a hub until Ctrl-C: it sells what its workers have.', `127.0.0.1:${DEFAULT_PORTS.hub}`),
    ),
  )
    .option(
      '--worker <address>',
      'a worker that may register here; may be given more than once',
      collect(optionOf('--worker', parseAddress)),
      [],
    )
    .option(
      '--master <address>',
      'who is paid; without it the first one whom the chain names, and no other after that',
      optionOf('--master', parseAddress),
    )
    .option('--plan <file>', 'an ask plan to sell by; may be given more than once', collect(String), [])
    .option(
      '--announce <host:port>',
      'where others reach it, if not where it listens; may be given more than once',
      collect(optionOf('--announce', parseEndpoint)),
      [],
    )
    .option('--no-map-port', 'do not ask the router for a port, by UPnP or NAT-PMP, where it is in a private network')
    .option(
      '--bill-interval <time>',
      'how often open deals are billed, such as 30m (default: 12h)',
      optionOf('--bill-interval', parseDurationMs),
    )
    .action(
      (
        options: StartOptions &
          PlaceOptions &
          WebStartOptions & {
            worker: ReturnType<typeof parseAddress>[]
            master?: ReturnType<typeof parseAddress>
            plan: string[]
            announce: ReturnType<typeof parseEndpoint>[]
            mapPort: boolean
            billInterval?: number
          },
      ) =>
        runOnPorts(
          options,
          async () => {
            const listen = readListen(options.listen)
            const web = webOf(options, listen)
            return (await import('../roles/hub.ts')).hubRole({
              ...roleOptions(options),
              listen,
              ...(web ? { web } : {}),
              announce: options.announce,
              mapPort: options.mapPort,
              place: placeOf(options),
              workers: options.worker,
              ...(options.master ? { master: options.master } : {}),
              planFiles: options.plan,
              ...(options.billInterval === undefined ? {} : { billIntervalMs: options.billInterval }),
            })
          },
          listens('hub'),
        ),
    )
  return roleCommand(
    'hub',
    "A supplier's coordinator.",
    start,
    'sonm hub start --worker 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed --plan ask-plan.yaml',
    'sonm hub start --web-port 15011 --web-cert cert.pem --web-key key.pem --web-origin https://app.example.org',
    'sonm hub start --listen 0.0.0.0:15010 --announce hub.example.org:15010 --country DE --region DE-BY --ports 100',
  )
}
