import type { ProxyRule } from './proxy.ts'

/** Changes the result of some methods. */
export const lie =
  (method: string, change: (result: never) => unknown): ProxyRule =>
  (body) =>
    body.includes(`"${method}"`)
      ? {
          change: (answer) => {
            const { result, ...same } = JSON.parse(answer)
            return JSON.stringify({ ...same, result: change(result as never) })
          },
        }
      : body

/** An honest endpoint that stays at a block. */
export function stayAt(head: bigint): ProxyRule {
  const hex = `0x${head.toString(16)}`
  return (body) => {
    if (!body.includes('eth_getTransactionReceipt')) return body.replaceAll('"latest"', `"${hex}"`)
    return lie('eth_getTransactionReceipt', () => null)(body)
  }
}
