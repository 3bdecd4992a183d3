import { isCoded } from '@sonm/common'
import { fail } from '@sonm/model'
import type { Endpoint } from '@sonm/network/peer'
import { runRole } from '../roles/run-role.ts'

/** The options that say on which ports a role listens. */
export interface PortOptions {
  /** host:port */
  readonly listen?: string
  readonly metrics?: Endpoint
  readonly webPort?: number
}

/** Runs a role; of a port that is taken its user is told which option changes it. */
export function runOnPorts(options: PortOptions, ...role: Parameters<typeof runRole>): Promise<void> {
  return namingOption(options, () => runRole(...role))
}

/** @throws PORT_TAKEN with the option that named the port */
export async function namingOption(options: PortOptions, run: () => Promise<void>): Promise<void> {
  try {
    await run()
  } catch (error) {
    if (!isCoded(error, 'PORT_TAKEN') || error.data.option !== undefined) throw error
    const port = Number(error.data.port)
    const option = optionOfPort(options, port)
    throw option === undefined ? error : fail('PORT_TAKEN', { port, option }, { cause: error })
  }
}

function optionOfPort({ listen = '', metrics, webPort }: PortOptions, port: number): string | undefined {
  if (metrics?.port === port) return '--metrics'
  if (webPort === port) return '--web-port'
  return listen.endsWith(`:${port}`) ? '--listen' : undefined
}
