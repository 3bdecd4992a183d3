// What may be changed in a Solidity source, one thing at a time, so that a test must notice it. Pure: it works on the
// syntax tree of the compiler, and what does not compile afterwards is found by compiling it.

/** A node of the compiler's syntax tree; `src` is "start:length:file", in bytes. */
export interface Node {
  readonly nodeType: string
  readonly src: string
  readonly [field: string]: unknown
}

export interface Mutant {
  readonly kind: string
  /** In bytes of the UTF-8 text. */
  readonly start: number
  readonly length: number
  readonly replacement: string
  readonly original: string
  readonly line: number
}

/** Beside its negation, a comparison is moved over its border. */
const BINARY: Readonly<Record<string, { kind: string; others: readonly string[] }>> = {
  '<': { kind: 'comparison', others: ['<=', '>='] },
  '<=': { kind: 'comparison', others: ['<', '>'] },
  '>': { kind: 'comparison', others: ['>=', '<='] },
  '>=': { kind: 'comparison', others: ['>', '<'] },
  '==': { kind: 'comparison', others: ['!='] },
  '!=': { kind: 'comparison', others: ['=='] },
  '&&': { kind: 'logic', others: ['||'] },
  '||': { kind: 'logic', others: ['&&'] },
  '+': { kind: 'arithmetic', others: ['-'] },
  '-': { kind: 'arithmetic', others: ['+'] },
  '*': { kind: 'arithmetic', others: ['/'] },
  '/': { kind: 'arithmetic', others: ['*'] },
  '%': { kind: 'arithmetic', others: ['/'] },
  '<<': { kind: 'arithmetic', others: ['>>'] },
  '>>': { kind: 'arithmetic', others: ['<<'] },
  '&': { kind: 'arithmetic', others: ['|'] },
  '|': { kind: 'arithmetic', others: ['&'] },
  '^': { kind: 'arithmetic', others: ['&'] },
}
const ASSIGNMENT: Readonly<Record<string, string>> = {
  '+=': '-=',
  '-=': '+=',
  '*=': '/=',
  '/=': '*=',
  '|=': '&=',
  '&=': '|=',
  '<<=': '>>=',
  '>>=': '<<=',
}
const STEP: Readonly<Record<string, string>> = { '++': '--', '--': '++' }
const YUL_CALL: Readonly<Record<string, string>> = {
  add: 'sub',
  sub: 'add',
  mul: 'div',
  div: 'mul',
  and: 'or',
  or: 'and',
  shl: 'shr',
  shr: 'shl',
  lt: 'gt',
  gt: 'lt',
}

interface Change {
  readonly kind: string
  readonly node: Node
  readonly replacement: string
  /** Takes the semicolon behind the node too. */
  readonly isStatement?: true
}

/** Every mutant of a source, in the order of its text. */
export function mutantsOf(source: string, tree: Node): Mutant[] {
  const bytes = Buffer.from(source)
  const text = ({ src }: Node) => slice(bytes, src)
  const mutants = [...visit(tree, text)].map(({ kind, node, replacement, isStatement }): Mutant => {
    const [start, nodeLength] = place(node.src)
    const length = isStatement ? nodeLength + untilSemicolon(bytes, start + nodeLength) : nodeLength
    return {
      kind,
      start,
      length,
      replacement,
      original: bytes.subarray(start, start + length).toString(),
      line: bytes.subarray(0, start).toString().split('\n').length,
    }
  })
  return mutants.sort((a, b) => a.start - b.start || a.length - b.length)
}

export function applyMutant(source: string, { start, length, replacement }: Mutant): string {
  const bytes = Buffer.from(source)
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(replacement), bytes.subarray(start + length)]).toString()
}

function place(src: string): [start: number, length: number] {
  const [start, length] = src.split(':').map(Number)
  return [start!, length!]
}

function slice(bytes: Buffer, src: string): string {
  const [start, length] = place(src)
  return bytes.subarray(start, start + length).toString()
}

function untilSemicolon(bytes: Buffer, from: number): number {
  const [found = ''] = /^\s*;/.exec(bytes.subarray(from, from + 200).toString()) ?? []
  return found.length
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && 'nodeType' in value

function* visit(node: Node, text: (node: Node) => string): Generator<Change> {
  yield* changesOf(node, text)
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) yield* visit(child, text)
  }
}

function* changesOf(node: Node, text: (node: Node) => string): Generator<Change> {
  const change = (kind: string, replacement: string, at: Node = node): Change => ({ kind, node: at, replacement })
  switch (node.nodeType) {
    case 'BinaryOperation': {
      const { kind, others } = BINARY[node.operator as string] ?? { kind: '', others: [] }
      const [left, right] = [text(node.leftExpression as Node), text(node.rightExpression as Node)]
      // In brackets: another operator binds otherwise.
      for (const other of others) yield change(kind, `((${left}) ${other} (${right}))`)
      return
    }
    case 'Assignment': {
      const other = ASSIGNMENT[node.operator as string]
      const [left, right] = [text(node.leftHandSide as Node), text(node.rightHandSide as Node)]
      if (other) yield change('arithmetic', `${left} ${other} ${right}`)
      return
    }
    case 'UnaryOperation': {
      const operand = text(node.subExpression as Node)
      const step = STEP[node.operator as string]
      if (step) yield change('arithmetic', node.prefix ? `${step}${operand}` : `${operand}${step}`)
      if (node.operator === '!' || node.operator === '~') yield change('negation', operand)
      return
    }
    case 'Literal':
      yield* literalChanges(node, text(node))
      return
    case 'IfStatement':
    case 'Conditional':
      yield change('condition', 'true', node.condition as Node)
      yield change('condition', 'false', node.condition as Node)
      return
    case 'ForStatement':
    case 'WhileStatement':
      if (isNode(node.condition)) yield change('condition', 'false', node.condition)
      return
    // A revert stands behind a condition, which is made false already.
    case 'ExpressionStatement':
    case 'EmitStatement':
    case 'Continue':
      yield { ...change('removed statement', '{}'), isStatement: true }
      return
    case 'FunctionDefinition':
      for (const modifier of node.modifiers as Node[]) {
        if (modifier.kind === 'modifierInvocation') yield change('removed modifier', '', modifier)
      }
      return
    case 'YulLiteral':
      if (node.kind === 'number') yield change('constant', String(BigInt(text(node)) + 1n))
      return
    case 'YulFunctionCall': {
      const name = node.functionName as Node
      const other = YUL_CALL[text(name)]
      if (other) yield change('arithmetic', other, name)
      return
    }
    case 'YulExpressionStatement':
      yield change('removed statement', '')
      return
  }
}

function* literalChanges(node: Node, original: string): Generator<Change> {
  if (node.kind === 'bool') {
    yield { kind: 'constant', node, replacement: original === 'true' ? 'false' : 'true' }
  }
  if (node.kind === 'number') {
    yield { kind: 'constant', node, replacement: `(${original} + 1)` }
    if (Number(original) !== 0) yield { kind: 'constant', node, replacement: '0' }
  }
}
