import { expect, test } from 'vitest'
import { read } from './sources.ts'

const FIGURES: Readonly<Record<string, string>> = JSON.parse(read('contracts/snapshots/transactions.json'))
const gas = (name: string) => Number(FIGURES[name])
const exact = (value: number) => Math.round(value).toLocaleString('en-US')
const thousands = (value: number) => exact(Math.round(value / 1000) * 1000)

// Forge itself compares the figures of both, and says nothing of one that is only here or only there.
test('the tracked figures are those that are measured', () => {
  const measured = [...read('contracts/test/Gas.t.sol').matchAll(/measured\("([^"]+)"/g)].map((match) => match[1])
  expect(Object.keys(FIGURES).sort()).toEqual(measured.sort())
})

test('the README tells them in thousands', () => {
  const [take, bill, each, close] = [gas('take'), gas('bill'), gas('billBatch of 20') / 20, gas('close')].map(thousands)
  expect(read('README.md')).toContain(
    `A deal costs ${take} gas to take, ${bill} to bill (${each} each in a batch of 20) and ${close} to close`,
  )
})

test('the README of the contracts tells them whole', () => {
  const text = read('contracts/README.md')
  const each = (name: string) => exact(gas(`${name} of 20`) / 20)
  const rows = [
    `| take | ${exact(gas('take'))} | ${each('takeBatch')} |`,
    `| open | ${exact(gas('openDeal'))} | ${each('openDealBatch')} |`,
    `| bill | ${exact(gas('bill'))} | ${each('billBatch')} |`,
    `| close | ${exact(gas('close'))} | ${each('closeBatch')} |`,
    `| amend, where one side gives | ${exact(gas('amend'))} | |`,
    `| amend, where both give | ${exact(gas('amend by both'))} | |`,
    `| cancel, cancel all | ${exact(gas('cancel'))}, ${exact(gas('cancelAll'))} | |`,
    `| deposit, withdraw | ${exact(gas('deposit'))}, ${exact(gas('withdraw'))} | |`,
  ]
  expect(rows.filter((row) => !text.includes(row))).toEqual([])
})
