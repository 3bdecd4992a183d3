import type { DeploymentFile } from '../networks/deployment.ts'
import type { Design, PriceSource } from './steps.ts'

type DesignInFile = DeploymentFile['design']

/** A design as the file of a deployment has it: numbers as text. */
export function designInFile({ holder, token, validators, prices, faucet }: Design): DesignInFile {
  return {
    holder,
    ...(token && { token }),
    validators: validators.map((validator) => ({ ...validator })),
    ...(prices && { prices: pricesInFile(prices) }),
    ...(faucet && {
      faucet: { amountWei: String(faucet.amountWei), intervalSeconds: String(faucet.intervalSeconds) },
    }),
  }
}

export function designOfFile({ prices, faucet, ...same }: DesignInFile): Design {
  return {
    ...same,
    prices: prices && { ...prices, maxAgeSeconds: BigInt(prices.maxAgeSeconds) },
    faucet: faucet && { amountWei: BigInt(faucet.amountWei), intervalSeconds: BigInt(faucet.intervalSeconds) },
  }
}

function pricesInFile(prices: PriceSource): NonNullable<DesignInFile['prices']> {
  const maxAgeSeconds = String(prices.maxAgeSeconds)
  return 'feed' in prices ? { feed: prices.feed, maxAgeSeconds } : { reporters: [...prices.reporters], maxAgeSeconds }
}
