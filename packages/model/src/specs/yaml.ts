import type { CodedError } from '@sonm/common'
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml'
import { fail } from '../errors/catalog.ts'
import { excerpt } from '../units/decimal.ts'

/** Every scalar is the text that stands in the file; the field's schema says what it means. Nothing is guessed. */
export type YamlValue = string | null | readonly YamlValue[] | { readonly [key: string]: YamlValue }
export type YamlPath = readonly PropertyKey[]

/** A file that was read: its data, and where each part of it stands. */
export interface YamlFile {
  readonly data: YamlValue
  /** An error at a field: the file, its line and column there, the field, and the reason. */
  error(code: 'SPEC_INVALID' | 'SPEC_UNSUPPORTED', path: YamlPath, reason: string): CodedError
}

/** What a file of a task, a bid or a plan may hold: far more than any needs, and too little to hurt. */
const YAML_LIMITS = { characters: 256 * 1024, depth: 16, nodes: 10_000 } as const

/**
 * Reads YAML 1.2 without what makes it dangerous or surprising: no aliases, no tags, no doubled keys, no implicit types.
 * @throws SPEC_INVALID naming file, line and column
 */
export function readYaml(text: string, fileName: string): YamlFile {
  const positionOf = (offset: number | undefined): string => {
    if (offset === undefined) return ''
    const before = text.slice(0, offset).split('\n')
    return `${before.length}:${before.at(-1)!.length + 1}`
  }
  const invalid = (offset: number | undefined, reason: string) =>
    fail('SPEC_INVALID', { file: fileName, position: positionOf(offset), field: '', reason })

  if (text.length > YAML_LIMITS.characters) {
    throw invalid(undefined, `it is larger than ${YAML_LIMITS.characters / 1024} KiB`)
  }
  const document = parse(text)
  const [problem] = document.errors
  if (problem) throw invalid(problem.pos[0], reasonOf(problem.message))

  let nodes = 0
  const convert = (node: unknown, depth: number): YamlValue => {
    if (node === null || node === undefined) return null
    const offset = (node as Node).range?.[0]
    if (++nodes > YAML_LIMITS.nodes) throw invalid(offset, `it has more than ${YAML_LIMITS.nodes} entries`)
    if (depth > YAML_LIMITS.depth) throw invalid(offset, `it is nested deeper than ${YAML_LIMITS.depth} levels`)
    if (isAlias(node)) throw invalid(offset, 'aliases (*name) are not allowed')
    if ((node as Node).tag !== undefined) throw invalid(offset, 'tags (!name) are not allowed')
    if (isScalar(node)) return scalarText(node.value, node.type === 'PLAIN')
    if (isSeq(node)) return node.items.map((item) => convert(item, depth + 1))
    if (!isMap(node)) throw invalid(offset, 'this is not understood')
    const entries = new Map<string, YamlValue>()
    for (const { key, value } of node.items) {
      const keyOffset = (key as Node | null)?.range?.[0] ?? offset
      if (!isScalar(key) || typeof key.value !== 'string' || key.tag !== undefined) {
        throw invalid(keyOffset, 'a field name must be a plain text')
      }
      // An object of the language takes this name as its prototype.
      if (key.value === '__proto__') throw invalid(keyOffset, `'${key.value}' is no allowed field name`)
      if (entries.has(key.value)) throw invalid(keyOffset, `the field '${excerpt(key.value)}' stands twice`)
      entries.set(key.value, convert(value, depth + 1))
    }
    return Object.fromEntries(entries)
  }
  const data = convert(document.contents, 0)

  return {
    data,
    error: (code, path, reason) =>
      fail(code, {
        file: fileName,
        position: positionOf(offsetOf(document.contents, path)),
        field: fieldName(path),
        reason,
      }),
  }
}

/** Failsafe: every scalar stays the text that it is. Doubled keys are found by us, in linear time. */
function parse(text: string) {
  return parseDocument(text, { schema: 'failsafe', prettyErrors: false, uniqueKeys: false, logLevel: 'error' })
}

function reasonOf(problem: string): string {
  if (problem.includes('call stack')) return `it is nested deeper than ${YAML_LIMITS.depth} levels`
  return `it is no YAML: ${excerpt(problem.replace(/[.:]?\s*$/, ''), 200)}`
}

function scalarText(value: unknown, plain: boolean): YamlValue {
  const text = value === null || value === undefined ? '' : String(value)
  return plain && (text === '' || text === '~' || text === 'null') ? null : text
}

/** Where a field stands; for a missing one, where its parent does. */
function offsetOf(root: unknown, path: YamlPath): number | undefined {
  let node = root
  let offset = (root as Node | null)?.range?.[0]
  for (const part of path) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === part)
      if (!pair) break
      offset = (pair.key as Node).range?.[0] ?? offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(part)]
      offset = (node as Node | undefined)?.range?.[0] ?? offset
    } else break
  }
  return offset
}

function fieldName(path: YamlPath): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at === 0 ? '' : '.'}${excerpt(String(part))}`))
    .join('')
}
