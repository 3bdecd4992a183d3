import type { MarketplaceRecord } from '@sonm/protocol'
import { type ReactNode, useState } from 'react'
import type { Api } from '../api.ts'
import { chainName } from '../chain-name.ts'
import { ether, snm } from '../format.ts'
import { isSilent } from '../is-silent.ts'
import { AddressText, Badge, Facts, Loading } from '../parts/parts.tsx'
import { PaymentDialog, type PaymentKind } from '../parts/payment-dialog.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { useLive } from '../use-live.ts'

/** Who this is, what he has, and on which chain. */
export function Overview({ api }: { api: Api }) {
  const [paying, setPaying] = useState<PaymentKind>()
  const { value, problem, refresh } = useLive(async () => {
    const [status, balances] = await Promise.all([api.status.getStatus({}), api.wallet.getBalances({})])
    return { status, balances }
  })
  const { value: known } = useLive(() => api.bids.listMarketplaces({}))
  return (
    <>
      <h1>Overview</h1>
      <ProblemBox problem={problem} />
      {!value && !problem && <Loading>Asking the node…</Loading>}
      {value && (
        <>
          <section className="tiles" aria-label="Balances">
            <Tile
              name="In the wallet"
              amount={snm(value.balances.snmWei)}
              note="the account’s own; what deals need is moved into the market"
            />
            <Tile
              name="Free in the market"
              amount={snm(value.balances.marketFreeWei)}
              note="pays for new deals, and can be withdrawn"
            >
              <div className="actions">
                <button type="button" onClick={() => setPaying('deposit')}>
                  Deposit
                </button>
                <button type="button" onClick={() => setPaying('withdraw')}>
                  Withdraw
                </button>
              </div>
            </Tile>
            <Tile
              name="Held for deals"
              amount={snm(value.balances.marketLockedWei)}
              note="what is not used comes back when a deal is closed"
            />
            <Tile name="Ether" amount={ether(value.balances.ethWei)} note="pays for transactions" />
          </section>
          {[value.balances.snmWei, value.balances.marketFreeWei, value.balances.ethWei].every(isNothing) && (
            <p className="warning">
              There is nothing in this account yet. Send SNM and ether to its address; on a test network{' '}
              <code>sonm wallet faucet</code> gives some.
            </p>
          )}
          <section className="card">
            <h2>Account</h2>
            <Facts
              entries={[
                ['Address', <AddressText key="address" address={value.status.address} whole />],
                ['Chain', `${chainName(value.status.chainId)}, block ${value.status.blockNumber}`],
                ['Market contract', <AddressText key="market" address={value.status.marketContract} />],
                [
                  'Marketplaces',
                  <Marketplaces
                    key="places"
                    addresses={value.status.marketplaces}
                    silent={known?.marketplaces.filter(isSilent)}
                  />,
                ],
                ['Version', value.status.version],
              ]}
            />
          </section>
          {paying && (
            <PaymentDialog
              api={api}
              kind={paying}
              available={paying === 'deposit' ? value.balances.snmWei : value.balances.marketFreeWei}
              onClose={() => setPaying(undefined)}
              onPaid={() => {
                setPaying(undefined)
                refresh()
              }}
            />
          )}
        </>
      )}
    </>
  )
}

/** @param props.silent undefined: not known yet */
function Marketplaces(props: { addresses: readonly string[]; silent: readonly MarketplaceRecord[] | undefined }) {
  const { addresses, silent } = props
  if (addresses.length === 0) return 'none is configured'
  return addresses.map((address) => (
    <div key={address}>
      <AddressText address={address} />{' '}
      {silent?.some((record) => record.address === address) && <Badge tone="warn">does not answer</Badge>}
    </div>
  ))
}

function isNothing(wei: string): boolean {
  return BigInt(wei || '0') === 0n
}

function Tile(props: { name: string; amount: string; note: string; children?: ReactNode }) {
  const { name, amount, note, children } = props
  const [figure, unit] = amount.split(' ')
  return (
    <div className="tile">
      <h2>{name}</h2>
      <p className="figure">
        {figure} <small>{unit}</small>
      </p>
      <p className="note">{note}</p>
      {children}
    </div>
  )
}
