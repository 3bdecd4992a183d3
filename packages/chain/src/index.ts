export type {
  Balances,
  BlockRef,
  BlockSpan,
  ChainClient,
  MarketEvent,
  OnSigned,
  Receipt,
  SignedVersion,
} from './client.ts'
export type { Contracts } from './contracts.ts'
export type { DeploymentPlan } from './deploy/deploy.ts'
export { type Deployment, type DeployOptions, deployContracts } from './deploy/deploy-contracts.ts'
export { type NetworkDeployment, openNetworkDeployment } from './deploy/network-deployment.ts'
export { saltOf } from './deploy/plan.ts'
export type { Design, PriceSource } from './deploy/steps.ts'
export { type VerifiedContract, verifyDeployment } from './deploy/verify-deployment.ts'
export { type Checkpoint, type CheckpointBlock, readCheckpoint, writeCheckpoint } from './follower/checkpoint.ts'
export { Follower, type FollowerOptions, type FollowerProgress } from './follower/follower.ts'
export * from './networks/index.ts'
export type { OracleClient, PriceAnswer } from './oracle.ts'
export type { Certificate, CertificateGiven, ProfilesClient } from './profiles.ts'
export type { FullChainClient, MarketPriceFeed, Settlement } from './settlement.ts'
export { type ChainClientOptions, createChainClient } from './viem/create-chain-client.ts'
export type { TransactionJournal } from './viem/flight.ts'
export { fileJournal } from './viem/journal-file.ts'
export { readChainId } from './viem/read-chain-id.ts'
export * from './wallet/index.ts'
export type { Fate, FeeQuote, MinedTransaction, Payment, Token, TokenTransfer, WalletChain } from './wallet-chain.ts'
