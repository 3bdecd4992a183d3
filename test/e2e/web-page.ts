import { Code, ConnectError, createClient } from '@connectrpc/connect'
import { createConnectTransport } from '@connectrpc/connect-web'
import { openWebSession } from '@sonm/network/browser'
import { LocatorService } from '@sonm/protocol'

/** What a page does with a machine of the market; the test calls it in the browser. */
async function talk(url: string, address: `0x${string}`) {
  const { signText } = globalThis as unknown as { signText(text: string): Promise<`0x${string}`> }
  const session = await openWebSession(url, { address, signText })
  const transport = createConnectTransport({ baseUrl: url, interceptors: [session.interceptor] })
  const { address: caller } = await createClient(LocatorService, transport).resolve({ address })
  const unsigned = await createClient(LocatorService, createConnectTransport({ baseUrl: url }))
    .resolve({ address })
    .catch((error: unknown) => Code[ConnectError.from(error).code].toLowerCase())
  const tunnel = await session.openTunnel('echo', new Uint8Array())
  const reader = tunnel.readable.getReader()
  const greeting = new TextDecoder().decode((await reader.read()).value)
  const writer = tunnel.writable.getWriter()
  const sent = writer.write(new Uint8Array(1_000_000)).then(() => writer.close())
  let echoed = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) echoed += next.value.length
  await sent
  return { caller, tunnel: greeting, echoed, unsigned }
}

Object.assign(globalThis, { talk })
