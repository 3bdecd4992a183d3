export type { Balances, BlockRef, ChainClient, MarketEvent, Receipt } from './client.ts'
export type { Contracts } from './contracts.ts'
export { type Deployment, type DeployOptions, deployContracts } from './deploy/deploy-contracts.ts'
export { type Checkpoint, type CheckpointBlock, readCheckpoint, writeCheckpoint } from './follower/checkpoint.ts'
export { Follower, type FollowerOptions } from './follower/follower.ts'
export { type ChainClientOptions, createChainClient } from './viem/create-chain-client.ts'
export {
  type AccountSecret,
  decryptAccount,
  decryptKey,
  describeKeystore,
  type EncryptOptions,
  encryptAccount,
  encryptKey,
  type MnemonicSecret,
  wipeSecret,
} from './wallet/keystore.ts'
export { readKeystore, readKeystoreFile, writeKeystore, writeSecretFile } from './wallet/keystore-file.ts'
export { accountPath, createEntropy, deriveKey, entropyToWords, wordsToEntropy } from './wallet/mnemonic.ts'
export { type Password, wipe } from './wallet/password.ts'
export type { FeeQuote, MinedTransaction, Payment, SnmTransfer, Token, WalletChain } from './wallet-chain.ts'
