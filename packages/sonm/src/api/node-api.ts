import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, createClient, type Interceptor } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-node'
import { isCoded } from '@sonm/common'
import { fail } from '@sonm/model'
import {
  codedTransport,
  DEFAULT_PORTS,
  DealService,
  MarketService,
  StatusService,
  SupplyService,
  TaskService,
  WalletService,
} from '@sonm/protocol'
import { z } from 'zod'
import type { Home } from '../home/home.ts'

/** The external API of a node, as the CLI uses it. */
export interface NodeApi {
  readonly status: Client<typeof StatusService>
  readonly wallet: Client<typeof WalletService>
  readonly market: Client<typeof MarketService>
  readonly deals: Client<typeof DealService>
  readonly tasks: Client<typeof TaskService>
  readonly supply: Client<typeof SupplyService>
}

/** Where a node listens, and the secret that opens its API. */
export interface NodeAccess {
  readonly url: string
  readonly token: string
}

const accessSchema = z.object({ url: z.url(), token: z.string().min(1) })

export function nodeAccessFile(home: Home, nodeName: string): string {
  return join(home.path, nodeName, 'api.json')
}

/** Reads what a running `sonm node start` of this home has written. @throws NODE_NOT_RUNNING */
export function readNodeAccess(home: Home): NodeAccess {
  try {
    return accessSchema.parse(JSON.parse(readFileSync(nodeAccessFile(home, home.nodeName), 'utf8')))
  } catch (cause) {
    throw fail('NODE_NOT_RUNNING', { url: `http://127.0.0.1:${DEFAULT_PORTS.node}`, name: home.nodeName }, { cause })
  }
}

export function connectNodeApi(access: NodeAccess): NodeApi {
  const authorize: Interceptor = (next) => (request) => {
    request.header.set('authorization', `Bearer ${access.token}`)
    return next(request)
  }
  const transport = codedTransport(
    createConnectTransport({ baseUrl: access.url, httpVersion: '2', interceptors: [authorize] }),
    access.url,
  )
  return {
    status: createClient(StatusService, transport),
    wallet: createClient(WalletService, transport),
    market: createClient(MarketService, transport),
    deals: createClient(DealService, transport),
    tasks: createClient(TaskService, transport),
    supply: createClient(SupplyService, transport),
  }
}

/** Calls the node of this home; when nothing listens there, says how to start it. */
export async function withNode<Result>(home: Home, use: (api: NodeApi) => Promise<Result>): Promise<Result> {
  const access = readNodeAccess(home)
  try {
    return await use(connectNodeApi(access))
  } catch (error) {
    const gone = isCoded(error, 'PEER_UNREACHABLE') && error.data.address === access.url
    throw gone ? fail('NODE_NOT_RUNNING', { url: access.url, name: home.nodeName }, { cause: error }) : error
  }
}
