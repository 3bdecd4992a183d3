import { type Address, type Deal, fail, formatPricePerHour, readDetails } from '@sonm/model'
import { dealFromMessage, signedOrderFromMessage } from '@sonm/protocol'
import type { NodeApi } from '../api/node-api.ts'
import { requestOfPlan } from '../buyer/choice.ts'
import { type DevnetHandle, waitForOffers } from '../devnet/client.ts'
import { offersTable } from '../output/offers.ts'
import { type Progress, progressBar, silentProgress } from '../output/progress.ts'
import { type Bill, billText, checkBill, type Holdings } from './bill.ts'
import type { QuickstartOptions, QuickstartResult } from './options.ts'
import { type RenderTask, runRender } from './render.ts'
import { mayLeaveOut, runService } from './service.ts'
import type { Stopwatch } from './stopwatch.ts'

type TaskResult = QuickstartResult['tasks'][number]

/** Everything that one purchase is made of. */
interface Purchase {
  readonly options: QuickstartOptions
  readonly api: NodeApi
  readonly dealId: bigint
  readonly watch: Stopwatch
}

/**
 * Does the main job as a buyer would: looks at the offers, opens a deal, runs the tasks, closes the deal and checks the bill.
 * A task that fails does not keep the deal open: it is closed and billed first, then the failure is thrown.
 */
export async function buy(
  options: QuickstartOptions,
  devnet: DevnetHandle,
  renderTask: RenderTask,
  watch: Stopwatch,
): Promise<QuickstartResult> {
  const { say, clock, signal } = options
  const { api } = devnet
  const requirements = { query: 'executor=wasm', limit: 10 }
  const { offers } = await waitForOffers(api, requirements, clock, signal)
  say(`\nOffers on the market:\n\n${offersTable(offers)}\n`)
  const withContainer = wantsContainer(options, signedOrderFromMessage(offers[0]!.order).details)
  const before = await holdings(api, devnet)

  watch.lap('search')
  const opened = await api.deals.openDeal(requestOfPlan(requirements, { offer: offers[0], snmPerUsdCap: '' }), {
    signal,
  })
  const openMs = watch.lap('deal')
  const deal = dealFromMessage(opened.deal?.deal)
  const price = formatPricePerHour(deal.pricePerSecond, 'SNM')
  say(`Deal ${deal.id} opened on chain ${devnet.network.chainId} at ${price} (${openMs} ms).`)

  const purchase = { options, api, dealId: deal.id, watch }
  const tasks: TaskResult[] = []
  const failure = await runTasks(purchase, renderTask, withContainer, tasks).then(
    () => undefined,
    (error: unknown) => error,
  )
  signal.throwIfAborted()
  say(`Closing deal ${deal.id}.`)
  const bill = await closeAndCheck(purchase, deal, before, () => holdings(api, devnet)).catch((error: unknown) => {
    // What went wrong first tells more.
    throw failure ?? error
  })
  say(`\n${billText(bill)}\n`)
  if (failure !== undefined) throw failure
  return { ok: true, chainId: devnet.network.chainId, deal: billJson(bill), tasks, timings: watch.laps() }
}

/** Whether the machine can run a container, where one is wanted. @throws DOCKER_MISSING when the user insists on it */
function wantsContainer({ executor, image, remark }: QuickstartOptions, details: string): boolean {
  if (executor === 'wasm') return false
  if (readDetails(details).executors.includes('container')) return true
  if (executor === 'docker' || image !== undefined) throw fail('DOCKER_MISSING', {})
  remark('No Docker engine answers on this machine, so the service in a container is left out.')
  return false
}

async function runTasks(
  purchase: Purchase,
  renderTask: RenderTask,
  withContainer: boolean,
  done: TaskResult[],
): Promise<void> {
  done.push(await render(purchase, renderTask))
  if (!withContainer) return
  try {
    done.push(await serve(purchase))
  } catch (error) {
    if (!mayLeaveOut(error, purchase.options)) throw error
    purchase.options.remark(
      `The service in a container is left out: ${error.what} Name an image that is in reach with --image.`,
    )
  }
}

async function render({ options, api, dealId, watch }: Purchase, task: RenderTask): Promise<TaskResult> {
  const progress = bar(options, 'Rendering market.json')
  const { ended, files } = await runRender({
    api,
    dealId,
    task,
    outFolder: options.outFolder,
    onProgress: progress.update,
    onRunning: () => watch.lap('wasmStart'),
    signal: options.signal,
  }).finally(progress.done)
  watch.lap('render')
  const outputs = files.map((file) => ({ ...file, sha256: file.sha256.slice(2) }))
  for (const { path, bytes, sha256 } of outputs) options.say(`Picture: ${path} (${bytes} bytes, sha256 ${sha256})`)
  return { executor: 'wasm', exitCode: ended.end?.exitCode ?? null, outputs }
}

async function serve({ options, api, dealId, watch }: Purchase): Promise<TaskResult> {
  const { image, port, clock, signal } = options
  const progress = bar(options, 'Starting a service in a container')
  let started = 0
  const service = await runService({
    api,
    dealId,
    image,
    port,
    clock,
    onActivity: (text) => progress.update(started, text),
    onRunning: () => {
      watch.lap('dockerStart')
      started = 1
      progress.update(started, 'running')
    },
    signal,
  }).finally(progress.done)
  watch.lap('service')
  const { status, response } = service
  options.say(`Service ${service.image} answered through the peer network (HTTP ${status}): ${response.slice(0, 200)}`)
  return { executor: 'docker', exitCode: service.ended.end?.exitCode ?? null, outputs: [] }
}

async function closeAndCheck(
  { api, dealId, watch }: Purchase,
  deal: Deal,
  before: Holdings,
  holdingsNow: () => Promise<Holdings>,
): Promise<Bill> {
  const { deal: closed } = await api.deals.closeDeal({ dealId })
  watch.lap('close')
  const { billedSeconds, paidWei, returnedWei, openGas, closeGas } = closed!
  const after = await holdingsNow()
  const figures = { paidWei: BigInt(paidWei), returnedWei: BigInt(returnedWei), openGas, closeGas }
  const bill = { deal, seconds: billedSeconds, before, after, ...figures }
  checkBill(bill)
  return bill
}

function billJson({ deal, seconds, paidWei, returnedWei, openGas, closeGas }: Bill): QuickstartResult['deal'] {
  return {
    id: deal.id.toString(),
    pricePerSecond: deal.pricePerSecond.toString(),
    seconds: seconds.toString(),
    paid: paidWei.toString(),
    returned: returnedWei.toString(),
    openGas: openGas.toString(),
    closeGas: closeGas.toString(),
  }
}

async function holdings(api: NodeApi, devnet: DevnetHandle): Promise<Holdings> {
  const of = async (address: Address) => {
    const { snmWei, marketFreeWei, marketLockedWei } = await api.wallet.getBalances({ address })
    return BigInt(snmWei) + BigInt(marketFreeWei) + BigInt(marketLockedWei || '0')
  }
  return { buyerWei: await of(devnet.buyer), supplierWei: await of(devnet.master) }
}

function bar(options: QuickstartOptions, label: string): Progress {
  return options.showProgress ? progressBar(label) : silentProgress
}
