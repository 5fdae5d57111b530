'use client'

import RotateCw from 'lucide-react/icons/rotate-cw'
import { createContext, useContext } from 'react'
import buttons from '../ui/button.module.css'

type ThreadActions = {
  /** The last message of the thread, the only one that can be tried again; null while a reply runs. */
  retriable: string | null
  retry: () => void
}

/** What messages, also those rendered by the server, can ask of their thread. */
export const ThreadActionsContext = createContext<ThreadActions>({ retriable: null, retry: () => undefined })

/** Asks for another reply. Shows nothing under a message that is not the last one; `messageId` null stands for whatever is last. */
export function RetryButton({ messageId }: { messageId: string | null }) {
  const { retriable, retry } = useContext(ThreadActionsContext)
  if (retriable === null || (messageId !== null && messageId !== retriable)) return null
  return (
    <button type="button" className={`${buttons.quiet} ${buttons.small}`} onClick={retry}>
      <RotateCw size={14} aria-hidden="true" />
      Try again
    </button>
  )
}
