import { Command, Help } from 'commander'
import { bidCommand } from './commands/bid.ts'
import { chainCommand } from './commands/chain.ts'
import { dealCommand } from './commands/deal.ts'
import { devnetCommand } from './commands/devnet.ts'
import { hubCommand } from './commands/hub.ts'
import { marketCommand } from './commands/market.ts'
import { networkCommand } from './commands/network.ts'
import { nodeCommand } from './commands/node.ts'
import { planCommand } from './commands/plan.ts'
import { quickstartCommand } from './commands/quickstart.ts'
import { locatorCommand, marketplaceCommand, relayCommand, workerCommand } from './commands/roles.ts'
import { runCommand } from './commands/run.ts'
import { taskCommand } from './commands/task.ts'
import { walletCommand } from './commands/wallet/wallet.ts'
import { asCalled } from './output/print.ts'
import { VERSION } from './version.ts'

/** The whole command line: every command with its options and help, ready to parse. */
export function createProgram(): Command {
  const program = new Command('sonm')
    .description('An open market for computing power: rent any machine by the second, or sell yours.')
    .version(VERSION)
    .option('--verbose', 'show traces with errors')
    .helpOption('-h, --help', 'show help')
    .addHelpText(
      'after',
      asCalled(`
Examples:
  $ sonm quickstart                  everything at once: market, deal, task, bill
  $ sonm devnet                      a local network that stays
  $ sonm market search               what is for sale
  $ sonm run -f task.yaml            rent, run, fetch the results, pay

Exit codes: 0 done, 1 failed, 2 wrong input, 3 not allowed, 4 nothing fits or
not enough money, 5 somebody did not answer, 130 interrupted. docs/errors.md
lists every error code.`),
    )
    .exitOverride()
    .configureOutput({ outputError: () => {} })
  for (const command of [
    quickstartCommand(),
    devnetCommand(),
    marketCommand(),
    bidCommand(),
    runCommand(),
    dealCommand(),
    taskCommand(),
    walletCommand(),
    planCommand(),
    networkCommand(),
    nodeCommand(),
    hubCommand(),
    workerCommand(),
    marketplaceCommand(),
    locatorCommand(),
    relayCommand(),
    chainCommand(),
  ]) {
    program.addCommand(command)
  }
  strict(program)
  return program
}

const plain = new Help()
const withoutNothing = (text: string) => text.replace(/ \(default: (?:\[\]|"")\)$/, '')

/** That nothing is the default goes without saying. */
const HELP: Partial<Help> = {
  optionDescription: (option) => withoutNothing(plain.optionDescription(option)),
  argumentDescription: (argument) => withoutNothing(plain.argumentDescription(argument)),
}

/** Sub-commands inherit none of these: without this a wrong word in one would end the process past the caller's handler. */
function strict(command: Command): void {
  command
    .exitOverride()
    .configureOutput({ outputError: () => {} })
    .configureHelp(HELP)
  command.commands.forEach(strict)
}
