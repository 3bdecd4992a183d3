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
} from './keystore.ts'
export { readKeystore, readKeystoreFile, writeKeystore, writeSecretFile } from './keystore-file.ts'
export { accountPath, createEntropy, deriveKey, entropyToWords, wordsToEntropy } from './mnemonic.ts'
export { type Password, wipe } from './password.ts'
