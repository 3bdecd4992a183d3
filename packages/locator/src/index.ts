export { type LocatorLimits, locatorLimits } from './limits.ts'
export { createLocator, type Locator, type LocatorOptions } from './locator.ts'
