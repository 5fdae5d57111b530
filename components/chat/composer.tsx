'use client'

import ArrowUp from 'lucide-react/icons/arrow-up'
import Square from 'lucide-react/icons/square'
import {
  type ClipboardEvent,
  type FormEvent,
  type KeyboardEvent,
  memo,
  useEffect,
  useEffectEvent,
  useRef,
  useState,
} from 'react'
import { textOf } from './chat-message.ts'
import type { ChatSession } from './chat-session.ts'
import styles from './composer.module.css'
import { ComposerBanner } from './composer-banner.tsx'
import { ComposerCounter } from './composer-counter.tsx'
import { draftKeeper, readDraft } from './composer-draft.ts'
import { sends, useEnterBreaks } from './composer-enter.ts'
import { ComposerKeep } from './composer-keep.tsx'
import { useOutbox } from './composer-outbox.ts'
import type { Queued } from './composer-queue.ts'
import { COMPOSER_ID, onTextRequested } from './composer-request.ts'
import { roughTokens, threadTokens } from './composer-tokens.ts'

type ComposerProps = {
  session: ChatSession
  placeholder: string
  isRunning: boolean
  /** The last request of the thread got no answer of ours. */
  isUnanswered: boolean
  /** The window of the model; null when it is not known. */
  windowTokens: number | null
  onSend: (text: string, id?: string) => void
  onStop: () => void
}

/** Fills the field in any case; measuring a text of thousands of lines would take a second of every key. */
const LONG_CHARACTERS = 5000
/** A paste of this length is put in by ourselves. */
const PASTED_CHARACTERS = 20_000
const COUNTED_AFTER_MS = 400

function fitHeight(field: HTMLTextAreaElement): void {
  if (field.value.length > LONG_CHARACTERS) {
    field.style.height = '100vh'
    return
  }
  field.style.height = 'auto'
  field.style.height = `${field.scrollHeight}px`
}

const rightToLeft = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/u
const anyLetter = /\p{L}/u

/**
 * The direction of a field that is about to hold `text`. Left to find it, Chromium looks through a long text again for
 * every line that it puts in (2 s for 20,000 lines, without it 20 ms), so a long one is told by its first letter.
 */
function setDirection(field: HTMLTextAreaElement, text: string): void {
  if (text.length <= LONG_CHARACTERS) field.dir = 'auto'
  else field.dir = rightToLeft.test(anyLetter.exec(text)?.[0] ?? '') ? 'rtl' : 'ltr'
}

const isBlank = (text: string) => !/\S/u.test(text)

/** Where one writes. Its text is its own: typing renders nothing but, at most, the send button and the counter. */
export const Composer = memo(function Composer(props: ComposerProps) {
  const { session, placeholder, isRunning, isUnanswered, windowTokens, onSend, onStop } = props
  const field = useRef<HTMLTextAreaElement>(null)
  const counting = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [isEmpty, setEmpty] = useState(true)
  const [tokens, setTokens] = useState({ thread: 0, text: 0 })
  const [keeper] = useState(() => draftKeeper(session))
  const [enterBreaks] = useEnterBreaks()
  const outbox = useOutbox({ session, isRunning, isUnanswered, onSend })
  const isOut = outbox.connection !== 'ok'

  const count = () => {
    clearTimeout(counting.current)
    counting.current = setTimeout(() => {
      const next = {
        thread: threadTokens(session.chat.messages),
        text: roughTokens(field.current?.value ?? ''),
      }
      setTokens((known) => (known.thread === next.thread && known.text === next.text ? known : next))
    }, COUNTED_AFTER_MS)
  }

  const changed = (element: HTMLTextAreaElement) => {
    setDirection(element, element.value)
    fitHeight(element)
    setEmpty(isBlank(element.value))
    keeper.keep(element.value)
    count()
  }

  const write = (text: string) => {
    const element = field.current
    if (!element) return
    setDirection(element, text)
    element.value = text
    changed(element)
    element.focus({ preventScroll: true })
    element.setSelectionRange(text.length, text.length)
  }

  const onWrite = useEffectEvent(write)
  const onCount = useEffectEvent(count)

  useEffect(() => {
    const element = field.current
    if (!element) return
    // What was typed before the script arrived comes before the draft.
    if (element.value === '') {
      const draft = readDraft(session)
      setDirection(element, draft)
      element.value = draft
    }
    fitHeight(element)
    setEmpty(isBlank(element.value))
    // On a touch screen this would raise the keyboard over what one came to read.
    if (window.matchMedia('(pointer: fine)').matches) element.focus({ preventScroll: true })
    const ends = onTextRequested((text) => onWrite(text))
    window.addEventListener('pagehide', keeper.flush)
    return () => {
      ends()
      window.removeEventListener('pagehide', keeper.flush)
      keeper.flush()
    }
  }, [session, keeper])

  useEffect(() => {
    if (!isRunning) onCount()
    return () => clearTimeout(counting.current)
  }, [isRunning])

  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const text = event.clipboardData.getData('text/plain')
    if (text.length < PASTED_CHARACTERS) return
    event.preventDefault()
    const element = event.currentTarget
    setDirection(element, element.value + text)
    // As the browser puts it in, line by line and with a way back for each, it would take many seconds.
    element.setRangeText(text.replace(/\r\n?/gu, '\n'), element.selectionStart, element.selectionEnd, 'end')
    changed(element)
  }

  const send = (event?: FormEvent) => {
    event?.preventDefault()
    const element = field.current
    const text = element?.value.trim()
    if (!element || !text || (isRunning && !isOut)) return
    element.value = ''
    changed(element)
    keeper.flush()
    element.focus({ preventScroll: true })
    if (isOut) outbox.add(text)
    else onSend(text)
  }

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (sends(event)) {
      event.preventDefault()
      send()
      return
    }
    if (event.key !== 'ArrowUp' || event.currentTarget.value !== '' || event.nativeEvent.isComposing) return
    const last = session.chat.messages.findLast(({ role }) => role === 'user')
    if (!last) return
    event.preventDefault()
    write(textOf(last))
  }

  const withdraw = (message: Queued) => {
    outbox.remove(message.id)
    if (field.current?.value === '') write(message.text)
  }

  return (
    <div className={styles.place}>
      <ComposerBanner connection={outbox.connection} queue={outbox.queue} onWithdraw={withdraw} />
      {session.isPlayground && <ComposerKeep session={session} isRunning={isRunning} />}
      <form className={styles.composer} onSubmit={send}>
        <label htmlFor={COMPOSER_ID} className="visually-hidden">
          Message
        </label>
        <textarea
          ref={field}
          id={COMPOSER_ID}
          name="message"
          rows={1}
          placeholder={placeholder}
          enterKeyHint={enterBreaks ? 'enter' : 'send'}
          autoComplete="off"
          dir="auto"
          aria-describedby="composer-hint"
          onInput={(event) => changed(event.currentTarget)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        {isRunning && !isOut ? (
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
            aria-label={isOut ? 'Send when the connection is back' : 'Send'}
            title={isEmpty ? 'Write something first' : 'Send'}
            disabled={isEmpty}
          >
            <ArrowUp size={20} aria-hidden="true" />
          </button>
        )}
        <p id="composer-hint" className="visually-hidden">
          {enterBreaks
            ? 'Enter starts a new line, Shift+Enter sends.'
            : 'Enter sends, Shift+Enter starts a new line.'}
        </p>
      </form>
      {windowTokens !== null && (
        <ComposerCounter threadTokens={tokens.thread} textTokens={tokens.text} windowTokens={windowTokens} />
      )}
    </div>
  )
})
