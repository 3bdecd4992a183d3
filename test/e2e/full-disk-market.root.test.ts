import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmdirSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock } from '@sonm/common'
import { PatientClock, testPostgres } from '@sonm/common/testing'
import { openMarketplaceStore } from '@sonm/marketplace'
import { ask, postgresStores, signer, startWorld } from '@sonm/marketplace/testing'
import { expect, onTestFinished, test } from 'vitest'
import { fillDisk } from './fill-disk.ts'

const hub = signer(1)

/** A disk of its own, of so many MiB. */
function smallDisk(size: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'sonm-disk-'))
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m`, 'tmpfs', folder])
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', folder])
    rmdirSync(folder)
  })
  return folder
}

type World = Awaited<ReturnType<typeof startWorld>>

/** Orders come until the disk takes no more; then there is room again. @returns the hashes that were acknowledged */
async function placeOverFullDisk(
  { clock, marketplace, run, client }: World,
  folder: string,
): Promise<readonly string[]> {
  const api = client(hub.address)
  const found = async () =>
    (await run(api.listOrders({ author: hub.address }))).orders.map(({ orderHash }) => orderHash)
  const acknowledged: string[] = [await run(marketplace.place(await ask(hub, clock)))]
  const makeRoom = fillDisk(folder)
  const refused = await ask(hub, clock)
  let failure: unknown
  // Rooms that are left in pages which exist already are used up first.
  for (let order = refused; !failure; order = await ask(hub, clock)) {
    await run(marketplace.place(order)).then(
      (hash) => acknowledged.push(hash),
      (error: unknown) => {
        failure = error
      },
    )
  }
  expect(failure).toMatchObject({ code: 'MARKETPLACE_STORE_FAILED', retryable: true })
  expect(await found()).toEqual(acknowledged)
  makeRoom()
  acknowledged.push(await run(marketplace.place(await ask(hub, clock))))
  expect(await found()).toEqual(acknowledged)
  return acknowledged
}

async function heldBy({ run, client }: World): Promise<readonly string[]> {
  const { orders } = await run(client(hub.address).listOrders({ author: hub.address }))
  return orders.map(({ orderHash }) => orderHash)
}

test('a marketplace whose SQLite is on a full disk refuses orders, goes on with searches, and recovers by itself', async () => {
  const folder = smallDisk(2)
  const path = join(folder, 'store.sqlite')
  const first = await openMarketplaceStore(path)
  const world = await startWorld({ on: { store: first } })
  const acknowledged = await placeOverFullDisk(world, folder)
  await world.stop()
  await first.destroy()
  const store = await openMarketplaceStore(path)
  const again = await startWorld({ clock: world.clock, on: { store } })
  expect(await heldBy(again)).toEqual(acknowledged)
  await again.stop()
  await store.destroy()
})

test('a marketplace whose PostgreSQL has a full disk does the same', async () => {
  const folder = smallDisk(24)
  const postgres = await testPostgres()
  onTestFinished(() => postgres.remove())
  chmodSync(folder, 0o777)
  const place = join(folder, 'tables')
  execFileSync('install', ['-d', '-m', '700', '-o', String(statSync(postgres.folder).uid), place])
  await postgres.execute(`CREATE TABLESPACE small LOCATION '${place}'`, 'CREATE DATABASE market TABLESPACE small')
  const stores = postgresStores(postgres)
  const clock = new PatientClock(systemClock.nowMs())
  const world = await startWorld({ clock, on: await stores.openAt(postgres.address('market'), clock) })
  const acknowledged = await placeOverFullDisk(world, folder)
  await world.stop()
  const again = await startWorld({ clock, on: await stores.openAt(postgres.address('market'), clock) })
  expect(await heldBy(again)).toEqual(acknowledged)
  await again.stop()
  await stores.closeAll()
})
