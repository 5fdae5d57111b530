'use client'

import ArrowRight from 'lucide-react/icons/arrow-right'
import RotateCw from 'lucide-react/icons/rotate-cw'
import { createContext, useContext } from 'react'
import buttons from '../ui/button.module.css'
import { CONTINUATION } from './continuation.ts'

/** What messages, also those rendered by the server, can ask of their thread. */
export type ThreadActions = {
  /** The last message of the thread, the only one that can be tried again or continued; null while a reply runs. */
  retriable: string | null
  isRunning: boolean
  retry: () => void
  /** Another reply beside this one, by the given model or else by the thread's. */
  regenerate: (messageId: string, model?: string) => void
  chooseOtherModel: (messageId: string | null) => void
  edit: (messageId: string, text: string) => void
  send: (text: string) => void
  /** Shows the branch through a message. */
  show: (messageId: string) => void
  /** The message and those in its place on other branches, oldest first. */
  versionsOf: (messageId: string) => readonly string[]
  /** Whether the reader is at the end and taken along with it. */
  isFollowing: () => boolean
  /** The text of a message, in Markdown. */
  textOf: (messageId: string) => string
}

const nothing = () => undefined

export const ThreadActionsContext = createContext<ThreadActions>({
  retriable: null,
  isRunning: false,
  retry: nothing,
  regenerate: nothing,
  chooseOtherModel: nothing,
  edit: nothing,
  send: nothing,
  show: nothing,
  versionsOf: (messageId) => [messageId],
  isFollowing: () => false,
  textOf: () => '',
})

export const useThreadActions = () => useContext(ThreadActionsContext)

const small = `${buttons.quiet} ${buttons.small}`

/** Asks for another reply. Shows nothing under a message that is not the last one; `messageId` null stands for whatever is last. */
export function RetryButton({ messageId }: { messageId: string | null }) {
  const { retriable, retry } = useThreadActions()
  if (retriable === null || (messageId !== null && messageId !== retriable)) return null
  return (
    <button type="button" className={small} onClick={retry}>
      <RotateCw size={14} aria-hidden="true" />
      Try again
    </button>
  )
}

/** Asks the model to go on with a last reply that did not come to its end; what stands there stays. */
export function ContinueButton({ messageId }: { messageId: string }) {
  const { retriable, send } = useThreadActions()
  if (messageId !== retriable) return null
  return (
    <button type="button" className={small} onClick={() => send(CONTINUATION)}>
      <ArrowRight size={14} aria-hidden="true" />
      Continue
    </button>
  )
}

/** Asks another model the same. Shows nothing under a message that is not the last one. */
export function OtherModelButton({ messageId }: { messageId: string | null }) {
  const { retriable, chooseOtherModel } = useThreadActions()
  if (retriable === null || (messageId !== null && messageId !== retriable)) return null
  return (
    <button type="button" className={small} onClick={() => chooseOtherModel(messageId)}>
      Ask another model
    </button>
  )
}
