import type { WordField } from './ask-query.ts'

const ARCHITECTURES: Readonly<Record<string, string>> = {
  x64: 'amd64',
  'x86-64': 'amd64',
  x86_64: 'amd64',
  aarch64: 'arm64',
  armv8: 'arm64',
  ia32: '386',
  i386: '386',
  x86: '386',
}
const VENDORS: Readonly<Record<string, string>> = {
  'advanced micro devices': 'amd',
  ati: 'amd',
  radeon: 'amd',
  geforce: 'nvidia',
}
const COUNTRIES: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR' }
/** Words of a card's name that say who made it or what family it is of, how it is mounted, or how much memory it has. */
const DROPPED_OF_MODEL =
  /^(nvidia|geforce|quadro|tesla|amd|ati|radeon|instinct|intel|corporation|corp|inc|graphics|gpu|pcie|pci|sxm\d?|oam|\d+g(i?b)?)$/

/**
 * The one form in which a word of an ask and a word of a query are compared. A GPU's model loses the words of vendor and family, of its mounting
 * and its memory, all that is no letter or digit, and its case: "NVIDIA GeForce RTX 4090" and "RTX_4090" are `rtx4090`.
 */
export function normalWord(field: WordField, word: string): string {
  const trimmed = word.trim()
  const lower = trimmed.toLowerCase()
  switch (field) {
    case 'arch':
      return lookUp(ARCHITECTURES, lower)
    case 'gpu.vendor':
      return normalVendor(lower)
    case 'gpu.model':
      return normalModel(lower)
    case 'country':
      return lookUp(COUNTRIES, trimmed.toUpperCase())
    case 'region':
      return trimmed.toUpperCase().replace('_', '-')
    case 'executor':
      return lower === 'docker' ? 'container' : lower
    default:
      return lower
  }
}

function normalVendor(lower: string): string {
  const plain = lower
    .replace(/[^a-z0-9]+/g, ' ')
    .replace(/\b(corporation|corp|inc|gmbh|ltd|co)\b/g, ' ')
    .trim()
    .replace(/ +/g, ' ')
  return lookUp(VENDORS, plain)
}

function normalModel(lower: string): string {
  const words = lower.split(/[^a-z0-9]+/).filter((word) => word !== '')
  const told = words.filter((word) => !DROPPED_OF_MODEL.test(word))
  // A card that is called by such words alone keeps them.
  return (told.length > 0 ? told : words).join('')
}

function lookUp(aliases: Readonly<Record<string, string>>, word: string): string {
  return Object.hasOwn(aliases, word) ? aliases[word]! : word
}
