import { Command, InvalidArgumentError, Option } from 'commander'
import { homeOf, type OutputOptions, print, withExamples, withOutput } from '../common.ts'
import type { CreateWish } from './create-account.ts'
import { withPassphrase, withPassword } from './secret-options.ts'

// What works with keys is loaded when it is called: most commands need none of it.

export function createCommand(): Command {
  const command = withPassphrase(
    withPassword(withOutput(new Command('create')), 'the password of the account, or with --from of that one'),
  )
    .description('Make an account, with a mnemonic to write down.')
    .argument('<name>', 'what to call it')
    .addOption(new Option('--words <count>', 'how long the mnemonic is').choices(['12', '24']).default('12'))
    .option('--from <account>', 'make the next account of the mnemonic of this one')
    .option('--index <number>', 'which account of the mnemonic (default: the first that is not here yet)', readIndex)
    .action(async (name: string, options: OutputOptions & CreateWish) => {
      const { createAccount, madeMessage, madeText } = await import('./create-account.ts')
      const { terminalDialog } = await import('./dialog.ts')
      const made = await createAccount(homeOf(options), name, options, terminalDialog)
      print(options, madeMessage(made), () => madeText(made))
    })
  return withExamples(
    command,
    'sonm wallet create savings',
    'sonm wallet create savings --words 24 --passphrase',
    'sonm wallet create second --from savings',
    'sonm wallet create robot --password-file password.txt --out json',
  )
}

export function readIndex(text: string): number {
  if (!/^(0|[1-9]\d{0,9})$/.test(text) || Number(text) >= 2 ** 31) {
    throw new InvalidArgumentError('It must be a whole number from 0 to 2147483647.')
  }
  return Number(text)
}
