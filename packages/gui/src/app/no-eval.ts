/**
 * Schemas without generated code: the page's policy forbids eval, and the mere try is a violation that the browser reports.
 * This stands before every import, because schemas look at it when they are made.
 */
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })
