export { fillStore } from './fill-store.ts'
export { postgresStores } from './postgres-stores.ts'
export { ask, signer, startWorld } from './world.ts'
