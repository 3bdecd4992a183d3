export { fillStore } from './fill-store.ts'
