'use client'

import {
  type FormEvent,
  type KeyboardEvent,
  memo,
  useEffect,
  useEffectEvent,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useHydrated } from '../ui/use-hydrated.ts'
import { textOf } from './chat-message.ts'
import type { ChatSession } from './chat-session.ts'
import styles from './composer.module.css'
import { ComposerBanner } from './composer-banner.tsx'
import { ComposerButton } from './composer-button.tsx'
import { ComposerCounter } from './composer-counter.tsx'
import { draftKeeper, readDraft } from './composer-draft.ts'
import { sends, useEnterBreaks } from './composer-enter.ts'
import { catchFocus, fitHeight, isBlank, mayTakeFocus, pasteLong, setDirection } from './composer-field.ts'
import { ComposerKeep } from './composer-keep.tsx'
import { useOutbox } from './composer-outbox.ts'
import type { Queued } from './composer-queue.ts'
import { COMPOSER_ID, onTextRequested } from './composer-request.ts'
import { roughTokens, threadTokens } from './composer-tokens.ts'
import { isContinuation } from './continuation.ts'

type ComposerProps = {
  session: ChatSession
  placeholder: string
  isRunning: boolean
  /** The last request of the thread got no answer of ours. */
  isUnanswered: boolean
  /** The session of this person has ended; what was sent did not arrive. */
  isSignedOut: boolean
  /** The window of the model; null when it is not known. */
  windowTokens: number | null
  onSend: (text: string, id?: string) => void
  onStop: () => void
}

const COUNTED_AFTER_MS = 400

/** Where one writes. Its text is its own: typing renders nothing but, at most, the send button and the counter. */
export const Composer = memo(function Composer(props: ComposerProps) {
  const { session, placeholder, isRunning, isUnanswered, isSignedOut, windowTokens, onSend, onStop } = props
  const field = useRef<HTMLTextAreaElement>(null)
  const counting = useRef<ReturnType<typeof setTimeout>>(undefined)
  const [isEmpty, setEmpty] = useState(true)
  const [tokens, setTokens] = useState({ thread: 0, text: 0 })
  const [keeper] = useState(() => draftKeeper(session))
  const [enterBreaks] = useEnterBreaks()
  const isLoading = useRef(!useHydrated())
  const [isHeld, setHeld] = useState(session.isHeld)
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

  const hold = (isHeld: boolean) => {
    session.isHeld = isHeld
    setHeld(isHeld)
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
  const onHold = useEffectEvent(hold)

  // Before the next key: where a new chat gets its own page, this field takes over from another in the middle of a word.
  useLayoutEffect(() => {
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
    // Who went elsewhere by keyboard while the page loaded stays there.
    const isTaken = isLoading.current && document.activeElement !== document.body
    isLoading.current = false
    if (mayTakeFocus() && !isTaken) element.focus({ preventScroll: true })
    const ends = onTextRequested((text) => onWrite(text))
    window.addEventListener('pagehide', keeper.flush)
    return () => {
      ends()
      window.removeEventListener('pagehide', keeper.flush)
      keeper.flush()
    }
  }, [session, keeper])

  useEffect(() => {
    if (!isRunning) onHold(false)
    if (isRunning) catchFocus(field.current)
    else onCount()
    return () => clearTimeout(counting.current)
  }, [isRunning])

  useEffect(() => {
    const sent = isSignedOut ? session.takeBack() : null
    if (sent !== null) onWrite([sent, field.current?.value].filter(Boolean).join('\n\n'))
  }, [isSignedOut, session])

  const send = (event?: FormEvent) => {
    event?.preventDefault()
    const element = field.current
    const text = element?.value.trim()
    if (!element || !text) return
    if (isRunning && !isOut) return hold(true)
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
    const last = session.chat.messages.findLast(
      (message) => message.role === 'user' && !isContinuation(textOf(message)),
    )
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
      <p role="status" className={isHeld ? styles.held : 'visually-hidden'}>
        {isHeld &&
          'Not sent yet: the reply is still being written. Send when it has ended, or stop it first.'}
      </p>
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
          onPaste={(event) =>
            pasteLong(event.nativeEvent, event.currentTarget) && changed(event.currentTarget)
          }
        />
        <ComposerButton isRunning={isRunning} isOut={isOut} isEmpty={isEmpty} onStop={onStop} />
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
