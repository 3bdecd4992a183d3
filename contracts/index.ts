export { faucetAbi, faucetBytecode } from './gen/faucet.ts'
export { marketAbi, marketBytecode } from './gen/market.ts'
export { registryAbi, registryBytecode } from './gen/registry.ts'
export { snmAbi, snmBytecode } from './gen/snm.ts'
