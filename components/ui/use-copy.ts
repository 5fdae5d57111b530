import { useEffect, useState } from 'react'

const SHOWN_MS = 2000

/** The way of a page that is served without TLS to another machine: such a page has no `navigator.clipboard`. */
function copyBySelection(text: string): boolean {
  const focused = document.activeElement
  const holder = document.createElement('textarea')
  holder.value = text
  holder.setAttribute('aria-hidden', 'true')
  holder.style.position = 'fixed'
  // A modal dialog keeps the focus inside.
  const place = focused?.closest('dialog') ?? document.body
  place.append(holder)
  holder.select()
  const isCopied = document.execCommand('copy')
  holder.remove()
  if (focused instanceof HTMLElement) focused.focus({ preventScroll: true })
  return isCopied
}

async function copyText(text: string | Promise<string>): Promise<boolean> {
  if (!navigator.clipboard) return copyBySelection(await text)
  if (typeof text === 'string' || typeof ClipboardItem === 'undefined') {
    await navigator.clipboard.writeText(await text)
    return true
  }
  // The text as a promise: whoever waited for it first would have no click of a person's any more.
  const blob = text.then((copied) => new Blob([copied], { type: 'text/plain' }))
  await navigator.clipboard.write([new ClipboardItem({ 'text/plain': blob })])
  return true
}

/** Puts a text, made only when it is asked for, on the clipboard; `isCopied` for a moment after it is there. */
export function useCopy(text: () => string | Promise<string>): { isCopied: boolean; copy: () => void } {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [isCopied])
  return { isCopied, copy: () => void copyText(text()).then(setCopied, () => setCopied(false)) }
}
