/** How an error looks to a caller of an API; maps one to one on gRPC status codes. */
export type ErrorKind =
  | 'invalid' // the request itself is wrong; sending it again cannot help
  | 'unauthenticated'
  | 'denied'
  | 'not-found'
  | 'conflict' // the state of things forbids it now
  | 'exhausted' // a quota, a balance or a capacity is used up
  | 'unavailable' // the other side did not answer; try again
  | 'timeout'
  | 'canceled'
  | 'internal'

/** One kind of failure. `about` is the sentence of the docs page; `what` says what happened with the data of the case; `todo` says what to do. */
export interface ErrorDefinition<Data> {
  readonly kind: ErrorKind
  readonly about: string
  readonly what: (data: Data) => string
  readonly todo: string | ((data: Data) => string)
  readonly retryable?: boolean
}

/** Declares one error; it exists only so that the data's type is inferred from `what`. */
export function defineError<Data>(definition: ErrorDefinition<Data>): ErrorDefinition<Data> {
  return definition
}

/** What crosses a wire: everything a caller may know of an error. Causes stay local. */
export interface ErrorFacts {
  readonly code: string
  readonly kind: ErrorKind
  readonly what: string
  readonly todo: string
  readonly retryable: boolean
  readonly data: Readonly<Record<string, string>>
}

/** Any failure that a user or a caller may meet: a stable code, what happened, and what to do. */
export class CodedError extends Error {
  readonly code: string
  readonly kind: ErrorKind
  readonly what: string
  readonly todo: string
  readonly retryable: boolean
  readonly data: Readonly<Record<string, string>>

  constructor(facts: ErrorFacts, options?: { cause?: unknown }) {
    super(`${facts.what} ${facts.todo}`.trim(), options)
    this.name = 'CodedError'
    this.code = facts.code
    this.kind = facts.kind
    this.what = facts.what
    this.todo = facts.todo
    this.retryable = facts.retryable
    this.data = facts.data
  }

  facts(): ErrorFacts {
    const { code, kind, what, todo, retryable, data } = this
    return { code, kind, what, todo, retryable, data }
  }
}

// biome-ignore lint/suspicious/noExplicitAny: a catalogue holds definitions of any data.
export type ErrorCatalog = Readonly<Record<string, ErrorDefinition<any>>>
export type DataOf<Definition> = Definition extends ErrorDefinition<infer Data> ? Data : never

/**
 * Binds a catalogue to a function that makes its errors.
 * @example
 * const fail = errorsOf({ PORT_TAKEN: defineError<{ port: number }>({ kind: 'conflict', about: 'A port is taken.',
 *   what: ({ port }) => `Port ${port} is taken.`, todo: 'Choose another port.' }) })
 * throw fail('PORT_TAKEN', { port: 15030 })
 */
export function errorsOf<Catalog extends ErrorCatalog>(catalog: Catalog) {
  return <Code extends keyof Catalog & string>(
    code: Code,
    data: DataOf<Catalog[Code]>,
    options?: { cause?: unknown },
  ): CodedError => {
    const definition = catalog[code] as ErrorDefinition<DataOf<Catalog[Code]>>
    return new CodedError(
      {
        code,
        kind: definition.kind,
        what: definition.what(data),
        todo: typeof definition.todo === 'string' ? definition.todo : definition.todo(data),
        retryable: definition.retryable ?? (definition.kind === 'unavailable' || definition.kind === 'timeout'),
        data: Object.fromEntries(Object.entries(data as object).map(([key, value]) => [key, String(value)])),
      },
      options,
    )
  }
}

export function isCoded(error: unknown, code?: string): error is CodedError {
  return error instanceof CodedError && (code === undefined || error.code === code)
}

/** What happened, in one sentence, for a line of a log. */
export function reasonOf(error: unknown): string {
  const text = error instanceof CodedError ? error.what : messageOf(error)
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text
}

/** The message of anything that was thrown, for logs and for the text of a wrapping error. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
