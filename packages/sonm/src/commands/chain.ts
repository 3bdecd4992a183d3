import { systemClock } from '@sonm/common'
import { Command } from 'commander'
import { freePort } from '../devnet/free-port.ts'
import { asCalled } from '../output/print.ts'
import { createDevChain } from '../roles/chain.ts'
import { runRole } from '../roles/run-role.ts'
import { deployCommand, networksCommand, verifyCommand } from './chain-deploy.ts'
import { priceCommand } from './chain-price.ts'
import { useCommand } from './chain-use.ts'
import { readPort, withExamples, withHome } from './common.ts'

export function chainCommand(): Command {
  const start = withHome(new Command('start'))
    .description('Run a development chain (anvil) until Ctrl-C.')
    .option('--port <port>', 'where it listens (default: 8545, or a free one when that is taken)', readPort)
    .action(async (options: { port?: number }) => {
      await runRole(
        async (signal) => {
          const port = options.port ?? (await freePort('127.0.0.1', 8545))
          return createDevChain({ port, clock: systemClock, signal })
        },
        ({ endpoint }) =>
          asCalled(
            `The development chain listens on ${endpoint}; Ctrl-C ends it, and it forgets everything then.\n` +
              `Put a market on it with \`sonm chain deploy --rpc-url ${endpoint}\`.`,
          ),
      )
    })
  const examples = ['sonm chain start', 'sonm chain start --port 9545']
  const command = new Command('chain')
    .description('A chain for development, the contracts of the market, and the networks on which they stand.')
    .addCommand(withExamples(start, ...examples))
    .addCommand(deployCommand())
    .addCommand(verifyCommand())
    .addCommand(useCommand())
    .addCommand(priceCommand())
    .addCommand(networksCommand())
  return withExamples(
    command,
    'sonm chain start',
    'sonm chain deploy --network dev',
    'sonm chain verify --network dev',
    'sonm chain use sepolia --rpc-url https://rpc.example.org',
    'sonm chain price',
    'sonm chain networks',
  )
}
