export { type Anvil, type AnvilOptions, startAnvil } from './anvil.ts'
export { type ProxyRule, type RpcProxy, startRpcProxy } from './proxy.ts'
export { setEth, startTestChain, type TestChain } from './test-chain.ts'
