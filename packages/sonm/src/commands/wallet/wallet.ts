import { Command } from 'commander'
import { withExamples } from '../common.ts'
import { listCommand, useCommand } from './accounts.ts'
import { balanceCommand } from './balance.ts'
import { contactsCommand } from './contacts.ts'
import { createCommand } from './create.ts'
import { exportCommand } from './export.ts'
import { historyCommand } from './history.ts'
import { importCommand } from './import.ts'
import { depositCommand, faucetCommand, withdrawCommand } from './move.ts'
import { receiveCommand } from './receive.ts'
import { sendCommand } from './send.ts'

export function walletCommand(): Command {
  const command = new Command('wallet').description('Accounts, and the money of the one that the node pays with.')
  for (const part of [
    balanceCommand(),
    sendCommand(),
    receiveCommand(),
    historyCommand(),
    depositCommand(),
    withdrawCommand(),
    faucetCommand(),
    contactsCommand(),
    createCommand(),
    importCommand(),
    exportCommand(),
    listCommand(),
    useCommand(),
  ]) {
    command.addCommand(part)
  }
  return withExamples(
    command,
    'sonm wallet balance',
    'sonm wallet send "5 SNM" alice',
    'sonm wallet history --since 7d',
    'sonm wallet create savings',
  )
}
