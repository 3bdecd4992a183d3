import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { type Clock, sleep } from '@sonm/common'
import type { Address } from '@sonm/model'
import type { MemoryNet } from '@sonm/network/testing'
import { FederationService, FollowItemSchema, FollowUpdateSchema } from '@sonm/protocol'

/** A marketplace that tells this list and nothing else. */
export function serveList(
  net: MemoryNet,
  clock: Clock,
  address: Address,
  items: readonly NonNullable<MessageInitShape<typeof FollowItemSchema>['item']>[],
): void {
  net.join(address).serve({
    routes: (router) =>
      router.service(FederationService, {
        async *follow(_, { signal }) {
          yield create(FollowUpdateSchema, { logId: 'list', reset: true })
          yield create(FollowUpdateSchema, {
            logId: 'list',
            complete: true,
            items: items.map((item) => create(FollowItemSchema, { item })),
          })
          // It lives, so nobody reads the list again.
          while (!signal.aborted) {
            await sleep(clock, 5_000, signal).catch(() => {})
            yield create(FollowUpdateSchema, { logId: 'list' })
          }
        },
      }),
  })
}
