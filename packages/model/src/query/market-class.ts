import { normalWord } from './normal-word.ts'

/** A class of market data as marketplaces name it: people call a card `gpu:RTX 4090`, and its class is `gpu:rtx4090`. */
export function marketClassNamed(text: string): string {
  const [, model] = /^\s*gpu:(.+)$/is.exec(text) ?? []
  return model === undefined ? text.trim().toLowerCase() : `gpu:${normalWord('gpu.model', model)}`
}
