import { readFileSync } from 'node:fs'
import { fail } from '@sonm/model'
import type { Endpoint, WebOptions } from '@sonm/network'
import { type Command, InvalidArgumentError } from 'commander'
import { whyUnreadable } from '../home/why-unreadable.ts'
import { readPort } from './common.ts'
import { collect } from './roles.ts'

export interface WebStartOptions {
  readonly webPort?: number
  readonly webCert?: string
  readonly webKey?: string
  readonly webOrigin: readonly string[]
}

/** How browsers reach a role. */
export function withWeb(command: Command): Command {
  return command
    .option(
      '--web-port <port>',
      'let browsers in on this port, over HTTPS and WebSocket (docs/network.md says how a page calls)',
      readPort,
    )
    .option(
      '--web-cert <file>',
      'the certificate that they see, in PEM, with those that it rests on; without one only this machine is served, over HTTP',
    )
    .option('--web-key <file>', 'its key, in PEM')
    .option(
      '--web-origin <origin>',
      'whose pages may call, such as https://app.example.org; may be given more than once',
      collect(readOrigin),
      [],
    )
}

/** @returns nothing when no port for browsers is asked for. @throws INPUT_INVALID */
export function webOf(options: WebStartOptions, listen: Endpoint): WebOptions | undefined {
  const { webPort, webCert, webKey, webOrigin } = options
  if (webPort === undefined) {
    const idle = [
      ...(webCert ? ['--web-cert'] : []),
      ...(webKey ? ['--web-key'] : []),
      ...webOrigin.map(() => '--web-origin'),
    ]
    if (idle[0] !== undefined)
      throw fail('INPUT_INVALID', { field: idle[0], reason: 'it says nothing without --web-port' })
    return undefined
  }
  if ((webCert === undefined) !== (webKey === undefined)) {
    throw fail('INPUT_INVALID', { field: '--web-cert', reason: 'a certificate and its key go together' })
  }
  if (webCert === undefined || webKey === undefined) return { host: '127.0.0.1', port: webPort, origins: webOrigin }
  return {
    host: listen.host,
    port: webPort,
    origins: webOrigin,
    tls: { cert: contentOf('--web-cert', webCert), key: contentOf('--web-key', webKey) },
  }
}

function contentOf(option: string, path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (cause) {
    throw fail('INPUT_INVALID', { field: option, reason: `${path}: ${whyUnreadable(cause)}` }, { cause })
  }
}

function readOrigin(text: string): string {
  if (URL.canParse(text) && new URL(text).origin === text) return text
  throw new InvalidArgumentError('It must be a scheme and a host, such as https://app.example.org.')
}
