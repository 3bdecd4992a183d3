import type { ChainClient } from '@sonm/chain'
import { CodedError } from '@sonm/common'
import { terminal } from '../output/print.ts'

/** What no waiting mends: the network file names another chain or other contracts. */
const CONFIGURED_WRONG = new Set(['CHAIN_WRONG', 'CONTRACT_MISSING'])

/**
 * One look at the chain before a role serves, so that a wrong network file is told at once. A chain that does not answer
 * keeps nobody from starting: whoever was restarted meanwhile still has tasks and deals to see to, and follows it later.
 * @throws CHAIN_WRONG, CONTRACT_MISSING
 */
export async function lookAtChain(chain: Pick<ChainClient, 'latest'>, role: string): Promise<void> {
  try {
    await chain.latest()
  } catch (error) {
    if (!(error instanceof CodedError) || CONFIGURED_WRONG.has(error.code)) throw error
    terminal.note(`warning ${error.code}: ${error.what} The ${role} starts without it and goes on trying.`)
  }
}
