import { useState } from 'react'

/** Copies a text, and says so until one turns away. */
export function useCopied(text: string) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    // Refused where the browser allows no clipboard; the text still stands there.
    await navigator.clipboard?.writeText(text).then(
      () => setCopied(true),
      () => {},
    )
  }
  const forget = () => setCopied(false)
  return { copied, events: { onClick: copy, onBlur: forget, onPointerLeave: forget } }
}

/** A command for the terminal, ready to be taken there. */
export function Command({ text }: { text: string }) {
  const { copied, events } = useCopied(text)
  return (
    <span className="command">
      <code>{text}</code>
      <button type="button" {...events}>
        {copied ? 'Copied' : 'Copy'}
      </button>
    </span>
  )
}
