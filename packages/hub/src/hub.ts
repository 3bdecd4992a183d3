import { type BlockRef, Follower } from '@sonm/chain'
import { type Startable, sequence } from '@sonm/common'
import { type Address, fail } from '@sonm/model'
import { callerOf } from '@sonm/network'
import { HubService, StartWitnessService, SupplierService, WorkerLinkService } from '@sonm/protocol'
import { admission, requestMaxBytes } from './admission.ts'
import { DealBook } from './deals/deal-book.ts'
import { SharedLook } from './deals/shared-look.ts'
import { Housekeeper } from './housekeeper.ts'
import { MasterLink } from './master.ts'
import { Notices } from './notices.ts'
import { defaultHubOptions, type HubOptions } from './options.ts'
import { Cashier } from './payments/cashier.ts'
import { Advertiser } from './plans/advertiser.ts'
import { AskSigner } from './plans/ask-signer.ts'
import { PlanBook } from './plans/plan-book.ts'
import { Proposals } from './plans/propose.ts'
import { supplierService } from './plans/supplier-service.ts'
import { Contents } from './tasks/contents.ts'
import { hubService } from './tasks/hub-service.ts'
import { Logs } from './tasks/logs.ts'
import { Outputs } from './tasks/outputs.ts'
import { PortSwitch } from './tasks/port-switch.ts'
import { startWitness } from './tasks/start-witness.ts'
import { TaskBook } from './tasks/task-book.ts'
import { WorkerBook } from './workers/worker-book.ts'
import { PortRequests, workerService } from './workers/worker-service.ts'
import type { HubWorld } from './world.ts'

/** What `createHub` is given: the world, and what differs from `defaultHubOptions`. */
export type HubParts = Omit<HubWorld, 'options'> & { readonly options?: Partial<HubOptions> }

/**
 * A supplier's daemon. `start` recovers everything from the store, tells the network what it serves (so let peers in
 * after it), and begins to follow the chain, to advertise and to bill; it does not wait for the chain to answer.
 * `stop` ends all of that and leaves store, network and chain client open.
 */
export interface Hub extends Startable {
  /** Resolves when every event that is on the chain now is in the store. @throws CHAIN_UNREACHABLE */
  catchUp(): Promise<void>
  /** The plans, with the state of each. */
  plans(): ReturnType<PlanBook['views']>
  /** Who rents of it now. */
  openDeals(): Promise<readonly { readonly dealId: bigint; readonly buyer: Address }[]>
}

/**
 * @example
 * const store = await openStore<HubTables>(join(dataDir, 'hub.sqlite'), hubMigrations)
 * const hub = createHub({ network, chain, signer, store, blobs: diskBlobs(join(dataDir, 'blobs')), marketplaces: always([marketplace]),
 *   locators: always([locator]), clock: systemClock, random: systemRandom, logger, metrics, options: { workers: [worker], plans } })
 * await hub.start()
 * await network.listen('0.0.0.0', 15010)
 */
export function createHub(parts: HubParts): Hub {
  const world: HubWorld = { ...parts, options: { ...defaultHubOptions, ...parts.options } }
  const { network, chain, store, blobs, clock, options, logger } = world
  const hub = network.address
  const stopping = new AbortController()
  const notices = new Notices()

  const workers = new WorkerBook({ ...world, notices, allowed: options.workers })
  const plans = new PlanBook({ ...world, workers, notices })
  const deals = new DealBook({ ...world, plans, hub, notices })
  const tasks = new TaskBook({ ...world, deals, workers, notices })
  const contents = new Contents({ ...world, tasks })
  const logs = new Logs({ ...world, tasks, notices })
  const outputs = new Outputs({ ...world, contents, tasks })
  const requests = new PortRequests(notices)
  const ports = new PortSwitch({
    ...world,
    tasks,
    workers,
    ask: (worker, request) => requests.add(worker, request),
  })
  const master = new MasterLink({ ...world, hub })
  const signer = new AskSigner({ ...world, plans })
  const proposals = new Proposals({ ...world, plans, signer, hub, master })

  let follower: Follower | undefined
  const catchUp = async () => follower?.sync()
  const looks = new SharedLook(clock, catchUp)
  const position = () => follower?.position ?? -1n

  const services: Startable = {
    async start() {
      await workers.recover()
      if (options.master) await master.set(options.master)
      await plans.ensure(options.plans)
      follower = new Follower({
        chain,
        clock,
        logger,
        startBlock: options.startBlock,
        confirmations: options.confirmations,
        pollIntervalMs: options.followIntervalMs,
        maxBackoffMs: options.retryLongestMs,
        checkpoint: await deals.checkpoint(),
        onEvents: (events, checkpoint) => deals.applyEvents(events, checkpoint),
        onRollback: (toBlock, checkpoint) => deals.rollBack(toBlock, checkpoint),
      })
      const shared = { hub, master, plans, deals, tasks, workers, contents, logs, outputs, notices }
      const { networkStanding } = world
      const served = {
        ...shared,
        networkStanding,
        proposals,
        ports,
        requests,
        catchUp: () => looks.take(),
        stopping: stopping.signal,
      }
      network.serve({
        admit: admission(workers),
        requestMaxBytes,
        routes(router) {
          router.service(HubService, hubService(served))
          router.service(
            StartWitnessService,
            startWitness({ tasks, signer: world.signer, domain: signer.domain, callerOf }),
          )
          router.service(SupplierService, supplierService(served))
          router.service(WorkerLinkService, workerService(served))
        },
        onTunnel: (tunnel) => ports.serve(tunnel),
      })
      await follower.start()
    },
    async stop() {
      // Retryable: whoever is cut off may find the hub again in a moment.
      stopping.abort(fail('PEER_UNREACHABLE', { address: hub, reason: 'it is being stopped' }))
      await follower?.stop()
    },
  }
  const running = sequence([
    services,
    new Advertiser({ ...world, plans, signer, notices, master }),
    new Cashier({ ...world, deals, workers, notices, position }),
    new Housekeeper({ ...world, hub, workers, plans, deals, tasks, contents, blobs, store, readUntilSeconds }),
  ])

  let seen: BlockRef | undefined
  let readUntil: number | undefined
  /** The time of a block that has been read: one that was the newest some time ago. */
  async function readUntilSeconds(): Promise<number | undefined> {
    if (seen && seen.number <= position()) {
      readUntil = Number(seen.timestampSeconds)
      seen = undefined
    }
    seen ??= await chain.latest()
    return readUntil
  }

  const openDeals = async () => (await deals.open()).map(({ deal }) => ({ dealId: deal.id, buyer: deal.buyer }))

  return { start: () => running.start(), stop: () => running.stop(), catchUp, plans: () => plans.views(), openDeals }
}
