'use client'

import { memo, type ReactNode, useState } from 'react'
import type { ModelFace } from '../models/model-choice.ts'
import type { ChatMessage } from './chat-message.ts'
import { LiveMessage } from './live-message.tsx'

type ThreadMessageProps = {
  message: ChatMessage
  /** The message as the server rendered it last; absent when it did not. */
  served: ReactNode
  face: ModelFace | undefined
  isWriting: boolean
}

/**
 * A message in its thread: as the server rendered it when it came so, else drawn here. It stays what it was at first, also when
 * the server, asked again, renders another branch: an exchange would take the focus of whoever is in it.
 */
export const ThreadMessage = memo(function ThreadMessage({ served, ...live }: ThreadMessageProps) {
  const { message } = live
  const isStored = message.metadata?.isStored === true
  const [kept, setKept] = useState({ served: isStored ? served : undefined, message })
  const isServed = isStored && kept.served !== undefined
  if (isServed && served !== undefined && (served !== kept.served || message !== kept.message))
    setKept({ served, message })
  // What was rendered of it before it changed is no longer what it says.
  const isCurrent = served !== undefined || message === kept.message
  return isServed && isCurrent ? kept.served : <LiveMessage {...live} />
})
