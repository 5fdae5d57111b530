import type { ReactNode } from 'react'
import type { ModelView } from '@/lib/domain/model-view.ts'
import type { ChatMessage } from './chat-message.ts'
import { Message } from './message.tsx'
import { ReplyText } from './reply-text.tsx'
import { WINDOW_MESSAGES } from './window-messages.ts'

/**
 * The last stored messages of a branch by their id, rendered on the server: their text is in the HTML and they cost no hydration. One that
 * is still being written is left to the client, which follows it.
 */
export function renderMessages(
  stored: readonly ChatMessage[],
  models: readonly ModelView[],
): Record<string, ReactNode> {
  const faces = new Map(models.map(({ id, name, icon }) => [id, { name, icon }]))
  return Object.fromEntries(
    stored
      .slice(-WINDOW_MESSAGES)
      .filter(({ metadata }) => metadata?.status !== 'streaming')
      .map((message) => [
        message.id,
        <Message
          key={message.id}
          message={message}
          face={faces.get(message.metadata?.model ?? '')}
          Text={ReplyText}
        />,
      ]),
  )
}
