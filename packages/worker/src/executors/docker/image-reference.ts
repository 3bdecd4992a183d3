import { fail } from '@sonm/model'

// The grammar of https://pkg.go.dev/github.com/distribution/reference, without the length of the path.
const host = String.raw`(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?))*`
const domain = String.raw`(?:${host}|\[[a-fA-F0-9:]+\])(?::[0-9]+)?`
const part = String.raw`[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*`
const pattern = new RegExp(
  String.raw`^(?:(${domain})/)?(${part}(?:/${part})*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[a-f0-9]{64}))?$`,
)

export interface ImageReference {
  /** Without a tag or a digest. */
  readonly name: string
  /** Which one of that name, whatever its tags point at. */
  readonly digest?: string
  /** As the engine wants it to be pulled: with a tag or a digest. */
  readonly full: string
  /** The host of the registry; absent for Docker Hub. */
  readonly registry?: string
}

/** @throws IMAGE_REFERENCE_INVALID */
export function parseImageReference(image: string): ImageReference {
  const match = image.length <= 512 ? pattern.exec(image) : null
  if (match === null) throw fail('IMAGE_REFERENCE_INVALID', { image })
  const [, first, path = '', tag, digest] = match
  // An engine takes a first part in capitals for a host too: no repository is written so.
  const registry = first !== undefined && (/[.:A-Z]/.test(first) || first === 'localhost') ? first : undefined
  const full = tag === undefined && digest === undefined ? `${image}:latest` : image
  const name = first === undefined ? path : `${first}/${path}`
  return { full, name, ...(digest !== undefined && { digest }), ...(registry !== undefined && { registry }) }
}

/**
 * Whether a registry is one that only this machine or its neighbours would mean: an address, or a name without a dot.
 * The engine that fetches is in the supplier's network, so a stranger who names such a registry looks around there.
 */
export function isPrivateRegistry(registry: string): boolean {
  if (registry.startsWith('[')) return true
  const labels = registry
    .replace(/:[0-9]+$/, '')
    .toLowerCase()
    .split('.')
  const last = labels.at(-1) ?? ''
  // A name that ends in a number is read as an IPv4 address, also in short or hexadecimal forms.
  return labels.length < 2 || last === 'localhost' || /^(?:[0-9]+|0x[0-9a-f]*)$/.test(last)
}
