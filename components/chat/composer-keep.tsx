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

/** A message as POST /api/chats takes it. */
function kept(message: ChatMessage) {
  const reasoning = reasoningOf(message)
  const { model } = message.metadata ?? {}
  return {
    role: message.role,
    content: textOf(message),
    ...(reasoning && { reasoning }),
    ...(message.role === 'assistant' && model && { model }),
  }
}

/** Makes a stored chat of a playground, in one step. */
export function ComposerKeep({ session, isRunning }: { session: ChatSession; isRunning: boolean }) {
  const router = useRouter()
  const [fault, setFault] = useState<string | null>(null)
  const [isKeeping, setKeeping] = useState(false)
  const messages = session.chat.messages.filter((message) => textOf(message).trim() !== '')

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
