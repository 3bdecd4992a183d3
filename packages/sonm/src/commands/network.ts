import { parseAddress } from '@sonm/model'
import { NetworkStatusSchema, PingResponseSchema, TraceResponseSchema } from '@sonm/protocol'
import { Command } from 'commander'
import { withNode } from '../api/node-api.ts'
import { readNetworkFile } from '../home/network-file.ts'
import { pingText, statusText, traceText } from '../output/network.ts'
import { homeOf, type OutputOptions, printMessage, readCount, withExamples, withOutput } from './common.ts'
import { withOptionNames } from './in-option.ts'
import { lookAtNetwork } from './look-at-network.ts'
import { reachPeer, readPeer } from './reach-peer.ts'

export function networkCommand(): Command {
  const status = withExamples(
    withOutput(new Command('status')),
    'sonm network status',
    'sonm network status --out json',
    'sonm network status 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed --node supplier',
  )
    .description(
      'What NAT a machine is behind, whether its relays answer, how others reach it, who its peers are, and by which path each is reached.',
    )
    .argument('[hub]', 'a hub whose master is the account of the node (default: the node itself)')
    .action(async (text: string | undefined, options: OutputOptions) => {
      const hub = text === undefined ? '' : parseAddress(text)
      const home = homeOf(options)
      await withNode(home, async (api) => {
        const { status: found, roles, marketplaces } = await lookAtNetwork(api, readNetworkFile(home.networkFile), hub)
        printMessage(options, NetworkStatusSchema, found, () => statusText(found, roles, marketplaces))
      })
    })
  const ping = withExamples(
    withOutput(new Command('ping')),
    'sonm network ping 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    'sonm network ping 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed --count 10',
  )
    .description('Reach a peer, and tell by which path, how far it is, and why better paths failed.')
    .argument('<address>', 'of a hub, as `sonm deal show` names it, or of any peer')
    .option('--count <count>', 'how many round trips to measure', '4')
    .action(async (text: string, options: OutputOptions & { count: string }) => {
      const count = readCount('--count', options.count)
      const found = await withNode(homeOf(options), async (api) => {
        const address = await readPeer(api, text)
        return await withOptionNames({ count: '--count' }, () =>
          reachPeer(api, address, () => api.network.ping({ address, count })),
        )
      })
      printMessage(options, PingResponseSchema, found, pingText)
    })
  const trace = withExamples(
    withOutput(new Command('trace')),
    'sonm network trace 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  )
    .description('Try each path to a peer by itself, and tell what came of it.')
    .argument('<address>', 'of a hub, as `sonm deal show` names it, or of any peer')
    .action(async (text: string, options: OutputOptions) => {
      const found = await withNode(homeOf(options), async (api) => {
        const address = await readPeer(api, text)
        return await reachPeer(api, address, () => api.network.trace({ address }))
      })
      printMessage(options, TraceResponseSchema, found, traceText)
    })
  const command = new Command('network').description('How this machine reaches others, and others it.')
  for (const part of [status, ping, trace]) command.addCommand(part)
  return withExamples(
    command,
    'sonm network status',
    'sonm network ping 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    'sonm network trace 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
  )
}
