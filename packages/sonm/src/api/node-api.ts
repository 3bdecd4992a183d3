import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Client, createClient, type Interceptor } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-node'
import { isCoded, systemClock } from '@sonm/common'
import { fail } from '@sonm/model'
import {
  BidService,
  codedTransport,
  DealService,
  MarketDataService,
  MarketService,
  NetworkService,
  StatusService,
  SupplyService,
  TaskService,
  WalletService,
} from '@sonm/protocol'
import { z } from 'zod'
import type { Home } from '../home/home.ts'
import { type WaitNote, waitNote } from '../output/wait-note.ts'

/** The external API of a node, as the CLI uses it. */
export interface NodeApi {
  readonly status: Client<typeof StatusService>
  readonly wallet: Client<typeof WalletService>
  readonly market: Client<typeof MarketService>
  readonly data: Client<typeof MarketDataService>
  readonly deals: Client<typeof DealService>
  readonly tasks: Client<typeof TaskService>
  readonly supply: Client<typeof SupplyService>
  readonly network: Client<typeof NetworkService>
  readonly bids: Client<typeof BidService>
}

/** Where a node listens, and the secret that opens its API. */
export interface NodeAccess {
  readonly url: string
  readonly token: string
}

const accessSchema = z.object({ url: z.url(), token: z.string().min(1) })

function nodeAccessFile(home: Home): string {
  return join(home.path, home.nodeName, 'api.json')
}

/** Reads what a running `sonm node start` of this home has written. @throws NODE_NOT_RUNNING */
export function readNodeAccess(home: Home): NodeAccess {
  try {
    return accessSchema.parse(JSON.parse(readFileSync(nodeAccessFile(home), 'utf8')))
  } catch (cause) {
    const { path, nodeName: name } = home
    if (!existsSync(path)) throw fail('NODE_NOT_RUNNING', { home: path, name, missing: 'home' }, { cause })
    if (!existsSync(join(path, name))) throw fail('NODE_NOT_RUNNING', { home: path, name, missing: 'node' }, { cause })
    throw fail('NODE_NOT_RUNNING', { home: path, name }, { cause })
  }
}

/** Tells the commands of this home how its node is reached. */
export function writeNodeAccess(home: Home, access: NodeAccess): void {
  writeFileSync(nodeAccessFile(home), JSON.stringify(access), { mode: 0o600 })
}

/** Takes that back, unless another process has written its own meanwhile. */
export function removeNodeAccess(home: Home, { token }: NodeAccess): void {
  const file = nodeAccessFile(home)
  if (existsSync(file) && readFileSync(file, 'utf8').includes(token)) rmSync(file)
}

/** One that is busy has answered by then. */
const ANSWER_TIMEOUT_MS = 5_000

/** Where the node of this home answers, and for which account; undefined: none runs. */
export async function runningNode(home: Home): Promise<{ url: string; account: string } | undefined> {
  try {
    const access = readNodeAccess(home)
    const { address } = await connectNodeApi(access).status.getStatus({}, { timeoutMs: ANSWER_TIMEOUT_MS })
    return { url: access.url, account: address }
  } catch {
    return undefined
  }
}

/** @throws NODE_RUNNING */
export async function refuseSecondNode(home: Home): Promise<void> {
  const running = await runningNode(home)
  if (running) throw fail('NODE_RUNNING', { home: home.path, name: home.nodeName, ...running })
}

/** @param note tells the person who called of an answer that takes long */
export function connectNodeApi(access: NodeAccess, note?: WaitNote): NodeApi {
  const authorize: Interceptor = (next) => (request) => {
    request.header.set('authorization', `Bearer ${access.token}`)
    return note && !request.stream ? note.during(() => next(request)) : next(request)
  }
  const transport = codedTransport(
    createConnectTransport({ baseUrl: access.url, httpVersion: '2', interceptors: [authorize] }),
    access.url,
  )
  return {
    status: createClient(StatusService, transport),
    wallet: createClient(WalletService, transport),
    market: createClient(MarketService, transport),
    data: createClient(MarketDataService, transport),
    deals: createClient(DealService, transport),
    tasks: createClient(TaskService, transport),
    supply: createClient(SupplyService, transport),
    network: createClient(NetworkService, transport),
    bids: createClient(BidService, transport),
  }
}

/** Calls the node of this home; when nothing listens there, says how to start it. */
export async function withNode<Result>(home: Home, use: (api: NodeApi) => Promise<Result>): Promise<Result> {
  const access = readNodeAccess(home)
  try {
    return await use(connectNodeApi(access, waitNote(process.stderr, systemClock)))
  } catch (error) {
    const gone = isCoded(error, 'PEER_UNREACHABLE') && error.data.address === access.url
    throw gone
      ? fail('NODE_NOT_RUNNING', { home: home.path, name: home.nodeName, url: access.url }, { cause: error })
      : error
  }
}
