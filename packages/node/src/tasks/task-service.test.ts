import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { connect } from 'node:net'
import { Duplex } from 'node:stream'
import { create, fromBinary } from '@bufbuild/protobuf'
import { fail } from '@sonm/model'
import {
  HubService,
  TaskPhaseMessage as Phase,
  signedOrderToMessage,
  TaskPortSchema,
  type TaskStatus,
  TaskStatusSchema,
} from '@sonm/protocol'
import { describe, expect, it } from 'vitest'
import { openNodeStore } from '../store.ts'
import { testAsk } from '../testing/market.ts'
import { createWorld, hub, startNode } from '../testing/world.ts'

const taskId = 'ab'.repeat(16)
const expose = [...[80, 81, 82].map((port) => ({ port, protocol: 'tcp' })), { port: 53, protocol: 'udp' }]
const spec = { workload: { case: 'noop', value: { runMs: 1 } } } as const

/** A hub with one deal's tasks, whose state the test sets. */
async function openWithTasks() {
  const world = createWorld()
  const { domain, clock, network } = world
  world.offer([await testAsk(domain, hub, clock)])
  const started = new Map<string, TaskStatus>()
  const find = (id: string) => {
    const status = started.get(id)
    if (!status) throw fail('TASK_NOT_FOUND', { taskId: id })
    return status
  }
  const setPhase = (id: string, phase: Phase) => {
    const { dealId } = find(id)
    started.set(id, create(TaskStatusSchema, { dealId, hub: hub.address, expose, observation: { taskId: id, phase } }))
  }
  const comeBack = () =>
    network.add(hub.address, (router) =>
      router.service(HubService, {
        propose: async ({ bid }) =>
          signedOrderToMessage(
            await testAsk(domain, hub, clock, { counterparty: bid!.author as `0x${string}`, nonce: 2n }),
          ),
        startTask({ dealId, taskId: id, spec: wanted }) {
          if (wanted?.tag === 'refuse') throw fail('EXECUTOR_UNAVAILABLE', { executor: 'wasm', reason: 'no' })
          if (wanted?.tag === 'deny') throw fail('INPUT_INVALID', { field: 'spec', reason: 'no' })
          const observation = { taskId: id, phase: Phase.RUNNING }
          started.set(id, create(TaskStatusSchema, { dealId, hub: hub.address, expose, observation }))
          return find(id)
        },
        stopTask({ taskId: id }) {
          setPhase(id, Phase.ENDED)
          return find(id)
        },
        getTask: ({ taskId: id }) => find(id),
        listTasks: () => ({ tasks: [...started.values()] }),
        async *watchTask({ taskId: id }) {
          yield find(id)
          setPhase(id, Phase.ENDED)
          yield find(id)
        },
        async *readLogs() {
          yield { data: new Uint8Array([1]) }
          throw fail('PEER_UNREACHABLE', { address: hub.address, reason: 'cut' })
        },
        putBlob: ({ data }) => ({ storedBytes: BigInt(data.length) }),
      }),
    )
  comeBack()
  const store = await openNodeStore(':memory:')
  const node = await startNode(world, { store })
  const dealId = (await node.deals.openDeal({})).deal!.deal!.id
  return { world, ...node, store, dealId, setPhase, comeBack }
}

describe('tasks', () => {
  it('go on to the hub of their deal', async () => {
    const { tasks, dealId } = await openWithTasks()
    expect(await tasks.startTask({ dealId, taskId, spec })).toMatchObject({ dealId, hub: hub.address })
    expect((await tasks.getTask({ taskId })).observation?.phase).toBe(Phase.RUNNING)
    expect(await tasks.putBlob({ dealId, data: new Uint8Array(3) })).toMatchObject({ storedBytes: 3n })
    const phases: (Phase | undefined)[] = []
    for await (const status of tasks.watchTask({ taskId })) phases.push(status.observation?.phase)
    expect(phases).toEqual([Phase.RUNNING, Phase.ENDED])
  })

  it('are refused for a deal that is unknown or closed, and when the spec is nonsense', async () => {
    const { tasks, deals, dealId } = await openWithTasks()
    await expect(tasks.startTask({ dealId: 9n, taskId, spec })).rejects.toMatchObject({ code: 'DEAL_UNKNOWN' })
    await expect(tasks.startTask({ dealId, taskId: 'x', spec })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    await expect(tasks.startTask({ dealId, taskId })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    await deals.closeDeal({ dealId })
    await expect(tasks.startTask({ dealId, taskId, spec })).rejects.toMatchObject({ code: 'DEAL_ENDED' })
  })

  it('are listed as last known when their hub is silent, and found again by a node that starts anew', async () => {
    const { world, tasks, dealId, store, comeBack } = await openWithTasks()
    await tasks.startTask({ dealId, taskId, spec })
    world.network.vanish(hub.address)
    const listed = await tasks.listTasks({})
    expect(listed.tasks).toMatchObject([{ observation: { taskId, phase: Phase.RUNNING } }])
    expect(listed.unreachableHubs).toMatchObject([
      { hub: hub.address, reason: expect.stringContaining('cannot be reached: ') },
    ])
    await expect(tasks.getTask({ taskId })).rejects.toMatchObject({
      code: 'HUB_UNREACHABLE',
      todo: expect.stringContaining(`sonm deal close ${dealId}`),
    })
    const second = await startNode(world, { store })
    comeBack()
    expect((await second.tasks.getTask({ taskId })).observation?.taskId).toBe(taskId)
  })

  it('are found at the hub by a node that never heard of them', async () => {
    const { world, tasks, dealId } = await openWithTasks()
    await tasks.startTask({ dealId, taskId, spec })
    const other = await startNode(world)
    await world.clock.advance(2_000)
    expect((await other.tasks.getTask({ taskId })).observation?.taskId).toBe(taskId)
    await expect(other.tasks.getTask({ taskId: 'cd'.repeat(16) })).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' })
  })

  it('of a hub that fell silent while starting are asked for again; refused ones are forgotten', async () => {
    const { world, tasks, dealId, store } = await openWithTasks()
    const refused = { ...spec, tag: 'deny' }
    await expect(tasks.startTask({ dealId, taskId, spec: refused })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    expect(await store.selectFrom('task').selectAll().execute()).toEqual([])
    world.network.vanish(hub.address)
    await expect(tasks.startTask({ dealId, taskId, spec })).rejects.toMatchObject({ code: 'HUB_UNREACHABLE' })
    expect(await store.selectFrom('task').select('task_id').execute()).toEqual([{ task_id: taskId }])
  })

  it('end with their deal, even when the hub no longer says so', async () => {
    const { world, tasks, deals, dealId } = await openWithTasks()
    await tasks.startTask({ dealId, taskId, spec })
    world.network.vanish(hub.address)
    await deals.closeDeal({ dealId })
    expect((await tasks.listTasks({})).tasks).toMatchObject([
      { observation: { taskId, phase: Phase.ENDED, end: { reason: 'deal-closed' } } },
    ])
  })

  it('pass on what was read of a log, and then that the hub is gone', async () => {
    const { tasks, dealId } = await openWithTasks()
    await tasks.startTask({ dealId, taskId, spec })
    const read: number[] = []
    const reading = (async () => {
      for await (const chunk of tasks.readLogs({ taskId, follow: true })) read.push(...chunk.data)
    })()
    await expect(reading).rejects.toMatchObject({ code: 'HUB_UNREACHABLE' })
    expect(read).toEqual([1])
  })
})

describe('a forwarded port', () => {
  async function forward() {
    const opened = await openWithTasks()
    const asked: unknown[] = []
    opened.world.network.onTunnel = async (to, { protocol, payload }) => {
      asked.push({ to, tunnel: protocol, ...fromBinary(TaskPortSchema, payload) })
      // Gives back what it gets.
      const echo: Duplex = new Duplex({
        read() {},
        write(chunk, _, done) {
          echo.push(chunk)
          done()
        },
        final(done) {
          echo.push(null)
          done()
        },
      })
      return echo
    }
    await opened.tasks.startTask({ dealId: opened.dealId, taskId, spec })
    return { ...opened, asked }
  }

  it('leads to the task, and ends with the deal', async () => {
    const { tasks, deals, dealId, asked, world } = await forward()
    // The task's end cannot be watched here, so that only the deal's end closes the port.
    const { host, port } = await keepingTask(world, () => tasks.forwardPort({ taskId, port: 80 }))
    expect(await tasks.forwardPort({ taskId, port: 80 })).toMatchObject({ host, port })
    const socket = connect(port, host)
    socket.write('hello')
    const [data] = await once(socket, 'data')
    expect(String(data)).toBe('hello')
    expect(asked).toMatchObject([{ to: hub.address, tunnel: 'sonm.task-port', taskId, port: 80, protocol: 'tcp' }])
    const cut = once(socket, 'close')
    await deals.closeDeal({ dealId })
    await cut
    await expect(once(connect(port, host), 'connect')).rejects.toThrow(/ECONNREFUSED/)
  })

  it('carries datagrams when it is one of UDP, and ends with the deal too', async () => {
    const { tasks, deals, dealId, asked, world } = await forward()
    await expect(tasks.forwardPort({ taskId, port: 53 })).rejects.toMatchObject({ code: 'TASK_PORT_UNSUPPORTED' })
    await expect(tasks.forwardPort({ taskId, port: 53, protocol: 'sctp' })).rejects.toMatchObject({
      code: 'INPUT_INVALID',
    })
    const { host, port } = await keepingTask(world, () => tasks.forwardPort({ taskId, port: 53, protocol: 'udp' }))
    const socket = createSocket('udp4')
    const answer = once(socket, 'message')
    socket.send('hello', port, host)
    expect(String((await answer)[0])).toBe('hello')
    expect(asked).toMatchObject([{ tunnel: 'sonm.task-port', taskId, port: 53, protocol: 'udp' }])
    await deals.closeDeal({ dealId })
    const again = createSocket('udp4')
    again.bind(port, host)
    await once(again, 'listening')
    again.close()
    socket.close()
  })

  it('is refused when the local port is taken or is no port, when the task does not expose it, and when it has ended', async () => {
    const { node, tasks, setPhase, world } = await forward()
    const { port } = await keepingTask(world, () => tasks.forwardPort({ taskId, port: 80 }))
    const taken = tasks.forwardPort({ taskId, port: 81, localPort: port })
    await expect(taken).rejects.toMatchObject({ code: 'PORT_TAKEN' })
    await expect(tasks.forwardPort({ taskId, port: 9999 })).rejects.toMatchObject({ code: 'TASK_PORT_UNSUPPORTED' })
    await expect(tasks.forwardPort({ taskId, port: 0 })).rejects.toMatchObject({ code: 'INPUT_INVALID' })
    setPhase(taskId, Phase.ENDED)
    await expect(tasks.forwardPort({ taskId, port: 82 })).rejects.toMatchObject({ code: 'TASK_NOT_RUNNING' })
    await node.stop()
  })
})

/** Runs `action` on a network where streams fail, so that watching the task's end does. */
async function keepingTask<Result>(
  world: ReturnType<typeof createWorld>,
  action: () => Promise<Result>,
): Promise<Result> {
  const rpc = world.network.rpc.bind(world.network)
  world.network.rpc = (to) => ({
    ...rpc(to),
    stream: async () => {
      throw fail('PEER_UNREACHABLE', { address: to, reason: 'no streams here' })
    },
  })
  try {
    return await action()
  } finally {
    world.network.rpc = rpc
  }
}
