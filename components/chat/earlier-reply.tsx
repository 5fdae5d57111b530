'use client'

import buttons from '../ui/button.module.css'
import type { ChatSession } from './chat-session.ts'
import { useThreadActions } from './thread-actions.tsx'

/** Leads back to the reply that stood here before another was asked for in vain; nothing when there was none. */
export function EarlierReply({ session, question }: { session: ChatSession; question: string }) {
  const { show } = useThreadActions()
  const earlier = session.repliesTo(question).at(-1)
  if (earlier === undefined) return null
  return (
    <p>
      <button type="button" className={`${buttons.quiet} ${buttons.small}`} onClick={() => show(earlier)}>
        Back to the earlier reply
      </button>
    </p>
  )
}
