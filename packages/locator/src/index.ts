export { type LocatorLimits, locatorLimits } from './limits.ts'
export { type Announcing, createLocator, type Locator, type LocatorOptions } from './locator.ts'
