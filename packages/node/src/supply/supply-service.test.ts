import { create } from '@bufbuild/protobuf'
import type { HandlerContext, Transport } from '@connectrpc/connect'
import type { CodedError } from '@sonm/common'
import { fail } from '@sonm/model'
import { HubRequestSchema } from '@sonm/protocol'
import { expect, test } from 'vitest'
import { supplyService } from './supply-service.ts'

const HUB = `0x${'ab'.repeat(20)}` as const

function serviceWhere(error: CodedError) {
  const transport: Transport = {
    async unary() {
      throw error
    },
    async stream() {
      throw error
    },
  }
  type Parts = Parameters<typeof supplyService>[0]
  return supplyService({
    network: { rpc: () => transport } as unknown as Parts['network'],
    chain: {} as Parts['chain'],
  })
}

async function refusalOf(error: CodedError): Promise<unknown> {
  const { listPlans } = serviceWhere(error)
  const request = create(HubRequestSchema, { hub: HUB })
  return (async () => listPlans(request, {} as HandlerContext))().catch((caught: unknown) => caught)
}

test('a supplier whose hub is away reads that it is his, and how it is started', async () => {
  const refusal = await refusalOf(fail('PEER_UNREACHABLE', { address: HUB, reason: 'nothing listens at 0x0102' }))
  expect(refusal).toMatchObject({ code: 'OWN_HUB_AWAY', data: { hub: HUB, reason: 'nothing listens at 0x0102' } })
  expect((refusal as Error).message).toBe(
    `Your hub ${HUB} does not answer: nothing listens at 0x0102. Start it with \`sonm hub start\` if it does not run, or name another one with --hub.`,
  )
})

test('what the hub itself answers reaches its supplier as it is', async () => {
  const error = fail('PLAN_NOT_FOUND', { planId: 'x' })
  expect(await refusalOf(error)).toBe(error)
})
