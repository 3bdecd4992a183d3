import { Command, Option } from 'commander'
import { homeOf, type OutputOptions, print, readDescriptor, withExamples, withOutput } from '../common.ts'
import { readIndex } from './create.ts'
import type { ImportWish } from './import-account.ts'
import { withPassphrase, withPassword } from './secret-options.ts'

export function importCommand(): Command {
  const command = withPassphrase(
    withPassword(withOutput(new Command('import')), 'the password of the account; that of a keystore stays the same'),
  )
    .description('Bring in an account that was made elsewhere.')
    .argument('<name>', 'what to call it')
    .addOption(
      new Option('--from <kind>', 'what it comes from').choices(['keystore', 'key', 'mnemonic']).makeOptionMandatory(),
    )
    .option('--file <file>', 'the file with the keystore, the key or the words (default: keys and words are asked for)')
    .option('--fd <number>', 'a descriptor to read the key or the words from, such as 3', readDescriptor)
    .option('--index <number>', 'of a mnemonic: which of its accounts (default: 0)', readIndex)
    .action(async (name: string, options: OutputOptions & ImportWish) => {
      const { importAccount } = await import('./import-account.ts')
      const { madeMessage, madeText } = await import('./create-account.ts')
      const { terminalDialog } = await import('./dialog.ts')
      const account = await importAccount(homeOf(options), name, options, terminalDialog)
      print(options, madeMessage({ account }), () => madeText({ account }))
    })
  return withExamples(
    command,
    'sonm wallet import savings --from mnemonic',
    'sonm wallet import third --from mnemonic --index 2 --passphrase',
    'sonm wallet import geth --from keystore --file UTC--2026-11-25T10-00-00.000Z--5aae…eaed',
    'sonm wallet import robot --from key --file key.txt --password-file password.txt',
  )
}
