import type { MessageInitShape } from '@bufbuild/protobuf'
import { type Address, checksumAddress, ETHER, formatPayment } from '@sonm/model'
import {
  type PaymentPlan,
  PaymentPlanSchema,
  type PaymentRequestSchema,
  type TransactionReceipt,
  TransactionReceiptSchema,
} from '@sonm/protocol'
import type { Command } from 'commander'
import type { NodeApi } from '../../api/node-api.ts'
import { terminal } from '../../output/print.ts'
import { confirm, type OutputOptions, printMessage, withOutput } from '../common.ts'
import { currencyOf, planText } from './plan-text.ts'

export interface PayOptions extends OutputOptions {
  readonly yes?: boolean
  readonly dryRun?: boolean
}

export function withPaying(command: Command): Command {
  return withOutput(command)
    .option('--dry-run', 'say what would be paid and what it costs, and stop')
    .option('--yes', 'do not ask')
}

/** Shows what a payment will do and what it costs, asks, and pays. */
export async function payAfterAsking(
  api: Pick<NodeApi, 'wallet' | 'status'>,
  request: MessageInitShape<typeof PaymentRequestSchema>,
  options: PayOptions,
  pay: (plan: PaymentPlan) => Promise<TransactionReceipt>,
  dialog = { confirm, note: terminal.note },
): Promise<void> {
  const [plan, { snmContract }] = await Promise.all([api.wallet.planPayment(request), api.status.getStatus({})])
  const text = planText(plan, snmContract)
  if (options.dryRun) return printMessage(options, PaymentPlanSchema, plan, () => text)
  dialog.note(text)
  await dialog.confirm(question(plan), options.yes)
  printReceipt(options, await pay(plan))
}

function question({ kind, amount, token, to, toName }: PaymentPlan): string {
  const sum = formatPayment(BigInt(amount), currencyOf(token), { exact: true })
  if (kind === 'deposit') return `Deposit ${sum} into the market?`
  if (kind === 'faucet') return `Ask the faucet for ${sum}?`
  if (kind === 'withdraw') return `Withdraw ${sum} from the market?`
  const address = checksumAddress(to as Address)
  return `Pay ${sum} to ${toName === '' ? address : `${toName} (${address})`}?`
}

function printReceipt(options: OutputOptions, receipt: TransactionReceipt): void {
  printMessage(options, TransactionReceiptSchema, receipt, ({ blockNumber, txHash, feeWei }) => {
    return `Done in block ${blockNumber}, transaction ${txHash}; the fee was ${formatPayment(BigInt(feeWei), ETHER)}.`
  })
}
