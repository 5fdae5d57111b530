'use client'

import Archive from 'lucide-react/icons/archive'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { apiRequest, sentenceOf } from '../api/api-request.ts'
import { tellHistory } from '../history/history-events.ts'
import buttons from '../ui/button.module.css'
import { type ChatMessage, reasoningOf, textOf } from './chat-message.ts'
import { type ChatSession, chatIdOf } from './chat-session.ts'
import styles from './composer.module.css'

/** A message as POST /api/chats takes it: of a reply also how it came about and how it ended. */
function kept(message: ChatMessage) {
  if (message.role === 'user') return { role: message.role, content: textOf(message) }
  const reasoning = reasoningOf(message)
  const { model, status, error, receipt, isAtLimit } = message.metadata ?? {}
  return {
    role: message.role,
    content: textOf(message),
    ...(reasoning && { reasoning }),
    ...(model && { model }),
    ...((status === 'stopped' || status === 'failed') && { status }),
    ...(status === 'failed' && error && { error }),
    ...(isAtLimit && { finishReason: 'length' }),
    ...(receipt && { receipt }),
  }
}

/** A reply that has come to nothing is kept as well: it says how it ended. */
const isKept = (message: ChatMessage) =>
  textOf(message).trim() !== '' || (message.role === 'assistant' && 'status' in kept(message))

/** Makes a stored chat of a playground, in one step. */
export function ComposerKeep({ session, isRunning }: { session: ChatSession; isRunning: boolean }) {
  const router = useRouter()
  const [fault, setFault] = useState<string | null>(null)
  const [isKeeping, setKeeping] = useState(false)
  const messages = session.chat.messages.filter(isKept)

  const keep = async () => {
    setKeeping(true)
    setFault(null)
    try {
      const body = { model: session.model, messages: messages.map(kept) }
      const chatId = chatIdOf(await apiRequest('POST', '/api/chats', body))
      tellHistory({ type: 'created', chatId })
      router.push(`/chats/${chatId}`)
      router.refresh()
    } catch (error) {
      setFault(sentenceOf(error))
      setKeeping(false)
    }
  }

  return (
    <div className={styles.keep}>
      <p>{fault ? <span role="alert">{fault}</span> : 'Temporary: gone when you reload or leave.'}</p>
      <button
        type="button"
        className={`${buttons.quiet} ${buttons.small}`}
        disabled={isRunning || isKeeping || messages.length === 0}
        onClick={keep}
      >
        <Archive size={14} aria-hidden="true" />
        Keep it
      </button>
    </div>
  )
}
