'use client'

import ArrowUp from 'lucide-react/icons/arrow-up'
import Square from 'lucide-react/icons/square'
import { type FormEvent, type KeyboardEvent, memo, useEffect, useRef, useState } from 'react'
import styles from './composer.module.css'

type ComposerProps = {
  placeholder: string
  initialText: string
  isRunning: boolean
  onDraft: (text: string) => void
  onSend: (text: string) => void
  onStop: () => void
}

/** Fills the field in any case; measuring a text of thousands of lines would take a second of every key. */
const LONG_CHARACTERS = 5000

function fitHeight(field: HTMLTextAreaElement): void {
  if (field.value.length > LONG_CHARACTERS) {
    field.style.height = '100vh'
    return
  }
  field.style.height = 'auto'
  field.style.height = `${field.scrollHeight}px`
}

/** Where one writes. Its text is its own: typing renders nothing but, at most, the send button. */
export const Composer = memo(function Composer(props: ComposerProps) {
  const { placeholder, initialText, isRunning, onDraft, onSend, onStop } = props
  const field = useRef<HTMLTextAreaElement>(null)
  const [isEmpty, setEmpty] = useState(initialText.trim() === '')

  useEffect(() => {
    if (!field.current) return
    fitHeight(field.current)
    // What was typed before the script arrived.
    setEmpty(field.current.value.trim() === '')
    // On a touch screen this would raise the keyboard over what one came to read.
    if (window.matchMedia('(pointer: fine)').matches) field.current.focus({ preventScroll: true })
  }, [])

  const changed = (element: HTMLTextAreaElement) => {
    fitHeight(element)
    setEmpty(element.value.trim() === '')
    onDraft(element.value)
  }

  const send = (event?: FormEvent) => {
    event?.preventDefault()
    const element = field.current
    const text = element?.value.trim()
    if (!element || !text || isRunning) return
    element.value = ''
    changed(element)
    element.focus({ preventScroll: true })
    onSend(text)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    send()
  }

  return (
    <form className={styles.composer} onSubmit={send}>
      <label htmlFor="composer" className="visually-hidden">
        Message
      </label>
      <textarea
        ref={field}
        id="composer"
        name="message"
        rows={1}
        defaultValue={initialText}
        placeholder={placeholder}
        enterKeyHint="send"
        autoComplete="off"
        dir="auto"
        aria-describedby="composer-hint"
        onInput={(event) => changed(event.currentTarget)}
        onKeyDown={onKeyDown}
      />
      {isRunning ? (
        <button
          type="button"
          className={styles.stop}
          aria-label="Stop the reply"
          title="Stop"
          onClick={onStop}
        >
          <Square size={14} fill="currentColor" aria-hidden="true" />
        </button>
      ) : (
        <button
          type="submit"
          className={styles.send}
          aria-label="Send"
          title={isEmpty ? 'Write something first' : 'Send'}
          disabled={isEmpty}
        >
          <ArrowUp size={20} aria-hidden="true" />
        </button>
      )}
      <p id="composer-hint" className={styles.hint}>
        Enter sends, Shift+Enter starts a new line.
      </p>
    </form>
  )
})
