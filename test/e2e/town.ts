import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Contracts, createChainClient, type MarketEvent } from '@sonm/chain'
import { isCoded, sleep, systemClock } from '@sonm/common'
import { type Address, signerFromPrivateKey } from '@sonm/model'
import { connectNodeApi, type NodeApi, openHome, readNodeAccess } from '@sonm/sonm'
import { type Ended, processIdsWith, type Running, sonm, start, temporaryFolder } from './program.ts'

const POLL_MS = 50

export const ROLES = ['locator', 'marketplace', 'hub', 'worker', 'node'] as const
export type RoleName = (typeof ROLES)[number]

/** A local network whose roles were started by hand, as the README shows, so that a test can kill each and start it again. */
export class Town {
  readonly folder = temporaryFolder()
  readonly homePath = join(this.folder.path, 'home')
  readonly env = { SONM_HOME: this.homePath }
  readonly #commands = new Map<RoleName, readonly string[]>()
  readonly #running = new Map<RoleName | 'chain', Running>()
  readonly #options: Readonly<Partial<Record<RoleName, readonly string[]>>>

  /** @param options words that follow the command of a role, each time that it starts */
  constructor(options: Readonly<Partial<Record<RoleName, readonly string[]>>> = {}) {
    this.#options = options
  }

  /** Starts the chain and every role, each a process of its own. */
  async start(): Promise<void> {
    await this.startChain()
    await this.startRoles()
  }

  async startRoles(): Promise<void> {
    await Promise.all(ROLES.map((role) => this.startRole(role)))
  }

  /** Starts the chain alone, and reads from what it prints how the roles are started. */
  async startChain(): Promise<void> {
    const devnet = start(['devnet', '--roles', 'none', '--any-ports'], { env: this.env })
    this.#running.set('chain', devnet)
    const [text] = await devnet.until(/sonm locator start[\s\S]*sonm node start.*(?=\n)/)
    for (const line of text.split('\n')) {
      const [role, ...words] = line.trim().split(' ').slice(1)
      this.#commands.set(role as RoleName, [role!, ...words])
    }
  }

  /** Starts a role by the command that devnet printed for it, and waits until it serves. */
  async startRole(role: RoleName): Promise<string> {
    const running = start([...this.command(role), ...(this.#options[role] ?? [])], { env: this.env })
    this.#running.set(role, running)
    const [line] = await running.until(/.*Ctrl-C ends it.*/)
    return line
  }

  /** The words after `sonm` that start a role. */
  command(role: RoleName): readonly string[] {
    return this.#commands.get(role)!
  }

  /** kill -9: nothing of the role gets to tidy up. */
  async kill(role: RoleName): Promise<void> {
    const { child, ended } = this.#running.get(role)!
    child.kill('SIGKILL')
    await ended
    this.#running.delete(role)
  }

  async kills(roles: readonly RoleName[]): Promise<void> {
    await Promise.all(roles.map((role) => this.kill(role)))
  }

  /** Ends everything that still runs, in order, and removes the home. @param then done between the two */
  async stop(then = () => {}): Promise<void> {
    for (const [name, { child, ended }] of [...this.#running].toReversed()) {
      this.#running.delete(name)
      child.kill('SIGINT')
      await ended
    }
    then()
    this.folder.remove()
  }

  /** The node's API; a node that was started again has another token. */
  get api(): NodeApi {
    return connectNodeApi(readNodeAccess(openHome(this.homePath)))
  }

  get network(): { readonly rpcUrl: string; readonly chainId: number; readonly contracts: Contracts } {
    return JSON.parse(readFileSync(join(this.homePath, 'network.json'), 'utf8'))
  }

  /** The chain's own process, which devnet has started. */
  anvilPid(): number {
    const [pid] = processIdsWith(`--port ${new URL(this.network.rpcUrl).port} --silent`)
    if (pid === undefined) throw new Error('no chain runs')
    return pid
  }

  /** What the Market contract has said since its deployment. */
  async events(): Promise<readonly MarketEvent[]> {
    const chain = this.#chain()
    return chain.events(0n, (await chain.latest()).number)
  }

  /** The SNM of an account, in its wallet and free in the market. */
  async snmOf(account: Address): Promise<bigint> {
    const { snmWei, freeWei } = await this.#chain().balances(account)
    return snmWei + freeWei
  }

  /** The chain as a bystander sees it, who asks none of the roles. */
  #chain() {
    const { rpcUrl: url, chainId: expectedChainId, contracts } = this.network
    const signer = signerFromPrivateKey(new Uint8Array(32).fill(1))
    return createChainClient({ url, expectedChainId, contracts, signer, clock: systemClock })
  }

  /** Who is paid. */
  get master(): Address {
    return JSON.parse(readFileSync(join(this.homePath, 'devnet.json'), 'utf8')).master
  }

  /** All SNM of buyer and supplier, in wallets, in the market and held by deals. */
  async wealth(): Promise<bigint> {
    const { address } = await this.api.status.getStatus({})
    const owned = [address, this.master].map((account) => this.api.wallet.getBalances({ address: account }))
    return (await Promise.all(owned))
      .flatMap(({ snmWei, marketFreeWei, marketLockedWei }) => [snmWei, marketFreeWei, marketLockedWei])
      .reduce((sum, wei) => sum + BigInt(wei || '0'), 0n)
  }

  /** Waits until the machine is for sale. */
  async untilOffered(): Promise<void> {
    await until(
      async () => (await this.api.market.search({})).offers,
      (offers) => offers.length === 1,
      'the machine is offered',
    )
  }

  /** Closes what is still open of the buyer's deals. */
  async closeDeals(): Promise<void> {
    const { deals } = await this.api.deals.listDeals({})
    for (const { deal } of deals) await this.api.deals.closeDeal({ dealId: deal!.id })
  }

  call(...words: string[]): Promise<Ended> {
    return sonm(words, { env: this.env })
  }
}

/** Asks until the answer is the one that is waited for; a question that may be answered later is asked again. */
export async function until<Answer>(
  ask: () => Promise<Answer>,
  isIt: (answer: Answer) => boolean,
  what: string,
): Promise<Answer> {
  const end = systemClock.monotonicMs() + 60_000
  for (let last: unknown; ; ) {
    try {
      const answer = await ask()
      if (isIt(answer)) return answer
      last = answer
    } catch (error) {
      if (!mayPass(error)) throw error
      last = error
    }
    if (systemClock.monotonicMs() > end) throw new Error(`it never was so that ${what}`, { cause: last })
    await sleep(systemClock, POLL_MS)
  }
}

function mayPass(error: unknown): boolean {
  if (isCoded(error)) return error.retryable
  // How fetch says that nothing answers there yet.
  return error instanceof TypeError && error.message === 'fetch failed'
}
