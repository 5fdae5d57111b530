'use client'

import { memo } from 'react'
import type { ModelFace } from '../models/model-choice.ts'
import type { ChatMessage } from './chat-message.ts'
import { LiveText } from './live-text.tsx'
import { Message } from './message.tsx'

type LiveMessageProps = { message: ChatMessage; face: ModelFace | undefined; isWriting: boolean }

/** A message that came in on this page. useChat gives a new object only to the one that changed, so the others rest. */
export const LiveMessage = memo(function LiveMessage(props: LiveMessageProps) {
  return <Message {...props} Text={LiveText} />
})
