import type { Network } from '@sonm/chain/networks'
import { readKeystore, wipe } from '@sonm/chain/wallet'
import { fail, fromHex, type Signer, signerFromPrivateKey } from '@sonm/model'
import { findAccount } from '../home/accounts.ts'
import type { Home } from '../home/home.ts'
import { readSecret, type SecretSource } from '../home/secret-source.ts'
import { terminal } from '../output/print.ts'
import { askSecret } from '../output/secret-prompt.ts'

/** The first of the accounts that every development chain is born with; whoever has read the documentation of anvil has it. */
const DEV_KEY = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80'

/**
 * The key that pays for a deployment: that of a keystore, of an account of the home, or on a development chain the one that
 * everybody has.
 * @throws USAGE, ACCOUNT_UNKNOWN, KEYSTORE_NOT_FOUND, KEYSTORE_PASSWORD_WRONG, KEYSTORE_INVALID, SECRET_NEEDED
 */
export async function deployerKey(
  { account, keystore }: { readonly account?: string; readonly keystore?: string },
  password: SecretSource,
  home: Home,
  network: Network,
): Promise<Signer> {
  if (account !== undefined && keystore !== undefined) {
    throw fail('USAGE', { reason: 'only one of --account and --keystore can be given' })
  }
  const file = account === undefined ? keystore : findAccount(home, account).file
  if (file === undefined) {
    if (network.name === 'dev') return signerFromPrivateKey(fromHex(DEV_KEY))
    throw fail('USAGE', { reason: 'give the key that pays for the deployment, with --account or --keystore' })
  }
  const secret = await readSecret(password, {
    what: `The password of '${account ?? file}'`,
    options: '--password-file or --password-fd',
    ask: askSecret(),
    note: terminal.note,
  })
  try {
    return await readKeystore(file, secret)
  } finally {
    wipe(secret)
  }
}
