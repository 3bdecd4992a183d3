import { parsePayment, SNM } from '@sonm/model'
import type { PaymentPlan } from '@sonm/protocol'
import { useState } from 'react'
import { type Api, type Problem, problemOf } from '../api.ts'
import { ether, snm } from '../format.ts'
import { Confirm } from './confirm.tsx'
import { Dialog, Facts } from './parts.tsx'
import { ProblemBox } from './problem.tsx'

export type PaymentKind = 'deposit' | 'withdraw'

const WORDS = {
  deposit: {
    title: 'Deposit into the market',
    about: 'Deals are paid from what is free in the market. What they do not use can be withdrawn at any time.',
    from: 'In the wallet',
    action: 'Deposit',
    busyAction: 'Depositing…',
  },
  withdraw: {
    title: 'Withdraw from the market',
    about: 'What is free in the market goes back to the wallet. What is held for open deals stays.',
    from: 'Free in the market',
    action: 'Withdraw',
    busyAction: 'Withdrawing…',
  },
} as const

/** Between the wallet and the market: first how much, then what it costs, then it is done. */
export function PaymentDialog(props: {
  api: Api
  kind: PaymentKind
  /** In wei, as the node tells it. */
  available: string
  onClose: () => void
  onPaid: () => void
}) {
  const { api, kind, available, onClose, onPaid } = props
  const { title, about, from, action, busyAction } = WORDS[kind]
  const [text, setText] = useState('')
  const [plan, setPlan] = useState<PaymentPlan>()
  const [problem, setProblem] = useState<Problem>()
  const showPlan = async () => {
    setProblem(undefined)
    try {
      setPlan(await api.wallet.planPayment({ kind, amount: String(parsePayment(text, SNM)) }))
    } catch (error) {
      setProblem(problemOf(error))
    }
  }
  if (plan) {
    return (
      <Confirm
        title={`${action} ${snm(plan.amount)}?`}
        action={action}
        busyAction={busyAction}
        onClose={onClose}
        run={async () => {
          await api.wallet[kind]({ amountWei: plan.amount })
          onPaid()
        }}
      >
        <Facts
          entries={[
            [from, `${snm(plan.balanceBefore)} now, ${snm(plan.balanceAfter)} after`],
            ['Network fee', `about ${ether(plan.feeWei)}, at most ${ether(plan.maxFeeWei)}`],
          ]}
        />
        {plan.warnings.map((warning) => (
          <p className="warning" key={warning}>
            {warning}
          </p>
        ))}
      </Confirm>
    )
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void showPlan()
        }}
      >
        <p>{about}</p>
        <label className="field">
          Amount
          <input
            type="text"
            required
            autoComplete="off"
            placeholder="10 SNM"
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </label>
        <p className="note">
          {from}: {snm(available)}
        </p>
        <footer>
          <ProblemBox problem={problem} />
          <div className="actions">
            <button type="button" onClick={onClose}>
              Cancel
            </button>
            <button type="submit" className="primary">
              Continue
            </button>
          </div>
        </footer>
      </form>
    </Dialog>
  )
}
