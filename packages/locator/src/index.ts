export type { Announcing, Locator, ReplicatedPage } from './api.ts'
export { type LocatorLimits, locatorLimits } from './limits.ts'
export { createLocator, type LocatorOptions } from './locator.ts'
