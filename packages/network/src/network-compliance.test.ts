import { seededRandom, VirtualClock } from '@sonm/common'
import { LoopbackPeers, testSigner } from './testing/loopback.ts'
import { createMemoryNet } from './testing/memory/memory-net.ts'
import { runUntilSettled } from './testing/memory/run-clock.ts'
import { networkCompliance } from './testing/network-compliance.ts'

const [buyer, hub] = [1, 2].map(testSigner)

networkCompliance('over TCP', async () => {
  const peers = new LoopbackPeers()
  return {
    caller: await peers.add({ signer: buyer! }),
    callerHost: 'loopback',
    served: hub!.address,
    async serve(handlers) {
      await peers.add({ signer: hub!, handlers })
    },
    run: (promise) => promise,
    close: () => peers.close(),
  }
})

networkCompliance('in memory', async () => {
  const clock = new VirtualClock()
  const net = createMemoryNet({ clock, random: seededRandom(1), faults: { latencyMs: { least: 1, most: 5 } } })
  return {
    caller: net.join(buyer!.address, '192.0.2.7'),
    callerHost: '192.0.2.7',
    served: hub!.address,
    serve: async (handlers) => net.join(hub!.address).serve(handlers),
    run: (promise) => runUntilSettled(clock, promise),
    close: async () => {},
  }
})
