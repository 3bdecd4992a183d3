export { type Anvil, type AnvilOptions, startAnvil } from './anvil.ts'
export { type ProxyRule, type RpcProxy, startRpcProxy } from './proxy.ts'
export { anvilSigner, setEth, startTestChain, type TestChain } from './test-chain.ts'
