import type { Network } from '@sonm/chain'
import { isCoded } from '@sonm/common'
import { fail } from '@sonm/model'

/** A failure as the person at the command can mend it: by the option that gave the wrong address, or by deploying anew. */
export function deploymentFailure(
  error: unknown,
  network: Pick<Network, 'name'>,
  { token, priceFeed }: { readonly token?: string; readonly priceFeed?: string } = {},
): unknown {
  if (!isCoded(error, 'DEPLOYMENT_WRONG')) return error
  const { name, address, reason } = error.data as { name: string; address: string; reason: string }
  const isAt = (given: string | undefined) => given?.toLowerCase() === address.toLowerCase()
  const option = isAt(token) ? '--token' : isAt(priceFeed) ? '--price-feed' : undefined
  const isDevelopment = network.name === 'dev'
  return fail('DEPLOYMENT_WRONG', { name, address, reason, ...(option && { option }), isDevelopment }, { cause: error })
}
