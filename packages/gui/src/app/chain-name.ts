const NAMES: Readonly<Record<string, string>> = {
  1: 'Ethereum',
  8453: 'Base',
  42161: 'Arbitrum One',
  84532: 'Base Sepolia',
  421614: 'Arbitrum Sepolia',
  560048: 'Hoodi',
  11155111: 'Sepolia',
}
/** Of development chains. */
const LOCAL = 31_337n

/** A chain as people call it. */
export function chainName(chainId: bigint): string {
  if (chainId === LOCAL) return `local chain ${chainId}`
  const name = NAMES[String(chainId)]
  return name === undefined ? `chain ${chainId}` : `${name} (chain ${chainId})`
}
