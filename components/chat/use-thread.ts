'use client'

import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { textOf } from './chat-message.ts'
import type { ChatSession } from './chat-session.ts'
import type { ThreadActions } from './thread-actions.tsx'

type ThreadState = {
  session: ChatSession
  retriable: string | null
  isRunning: boolean
  goToEnd: () => void
  isFollowing: () => boolean
  switchModel: (model: string) => void
  setAsksAnother: (asked: { messageId: string | null } | null) => void
}

/** What the messages of a thread can ask of it. The same object until a turn begins or ends or another branch is shown. */
export function useThread(state: ThreadState): ThreadActions {
  const { session, retriable, isRunning, goToEnd, isFollowing, switchModel, setAsksAnother } = state
  const version = useSyncExternalStore(
    session.watch,
    () => session.treeVersion,
    () => 0,
  )

  // A reply that has ended is one of the versions.
  useEffect(() => {
    if (!isRunning) session.remember()
  }, [session, isRunning])

  return useMemo(
    () => ({
      retriable,
      isRunning,
      retry: () => {
        session.retry()
        goToEnd()
      },
      regenerate: (messageId, model) => {
        if (model !== undefined) switchModel(model)
        session.regenerate(messageId)
        goToEnd()
      },
      chooseOtherModel: (messageId) => setAsksAnother({ messageId }),
      edit: (messageId, text) => {
        session.edit(messageId, text)
        goToEnd()
      },
      send: (text) => {
        session.send(text)
        goToEnd()
      },
      isFollowing,
      show: (messageId) => session.show(messageId),
      // Asked anew whenever there is another version of the tree, which is why that is a dependency.
      versionsOf: (messageId) => (version < 0 ? [] : session.versionsOf(messageId)),
      textOf: (messageId) => {
        const message = session.chat.messages.find(({ id }) => id === messageId)
        return message ? textOf(message) : ''
      },
    }),
    [session, retriable, isRunning, goToEnd, isFollowing, switchModel, setAsksAnother, version],
  )
}
