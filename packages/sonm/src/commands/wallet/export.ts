import { Command, Option } from 'commander'
import { homeOf, type OutputOptions, print, readDescriptor, withExamples, withOutput } from '../common.ts'
import type { ExportWish } from './export-account.ts'
import { withPassword } from './secret-options.ts'

export function exportCommand(): Command {
  const command = withPassword(withOutput(new Command('export')), 'the password of the account')
    .description('Take an account out: to keep a copy, or for another wallet.')
    .argument('<name>', 'which one, from `sonm wallet list`')
    .addOption(new Option('--as <kind>', 'how').choices(['keystore', 'key', 'mnemonic']).default('keystore'))
    .option('--to <file>', 'a new file, which its owner alone can read (default: the terminal)')
    .option('--new-password-file <file>', 'of a keystore: a file with another password for the copy')
    .option('--new-password-fd <number>', 'of a keystore: a descriptor to read that from', readDescriptor)
    .option('--yes', 'do not ask')
    .action(async (name: string, options: OutputOptions & ExportWish) => {
      const { exportAccount, exportedText } = await import('./export-account.ts')
      const { terminalDialog } = await import('./dialog.ts')
      const exported = await exportAccount(homeOf(options), name, options, terminalDialog)
      print(options, exported, () => exportedText(exported))
    })
  return withExamples(
    command,
    'sonm wallet export savings --to savings.json',
    'sonm wallet export savings --as mnemonic',
    'sonm wallet export node --as key --to node.key --yes',
  )
}
