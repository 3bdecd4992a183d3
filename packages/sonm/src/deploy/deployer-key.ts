import { type Network, readKeystore } from '@sonm/chain'
import { fail, fromHex, type Signer, signerFromPrivateKey } from '@sonm/model'
import { readSmallFile } from '../home/small-file.ts'

/** The first of the accounts that every development chain is born with; whoever has read the documentation of anvil has it. */
const DEV_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

/**
 * The key that pays for a deployment: that of a keystore, or on a development chain the one that everybody has.
 * @throws USAGE, KEYSTORE_PASSWORD_WRONG, KEYSTORE_INVALID, FILE_UNREADABLE
 */
export async function deployerKey(
  options: { readonly keystore?: string; readonly passwordFile?: string },
  network: Network,
): Promise<Signer> {
  const { keystore, passwordFile } = options
  if (keystore === undefined) {
    if (network.name === 'dev') return signerFromPrivateKey(fromHex(DEV_KEY))
    throw fail('USAGE', { reason: 'give the key that pays for the deployment, with --keystore and --password-file' })
  }
  if (passwordFile === undefined)
    throw fail('USAGE', { reason: 'give the password of the keystore with --password-file' })
  return readKeystore(keystore, readSmallFile(passwordFile).replace(/\r?\n$/, ''))
}
