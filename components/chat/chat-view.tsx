'use client'

import { useChat } from '@ai-sdk/react'
import { type ReactNode, useCallback, useRef, useState, useSyncExternalStore } from 'react'
import { errorBodyOf } from '../api/api-request.ts'
import { useTurnReport } from '../history/use-turn-report.ts'
import type { ModelChoice } from '../models/model-choice.ts'
import { ModelDialog } from '../models/model-dialog.tsx'
import { ModelSelect } from '../models/model-select.tsx'
import { ChatSettingsButton } from '../settings/chat-settings-button.tsx'
import { PageHeader } from '../ui/page-header.tsx'
import type { ChatMessage } from './chat-message.ts'
import type { ChatSession } from './chat-session.ts'
import { useChatSession } from './chat-sessions.tsx'
import styles from './chat-view.module.css'
import { Composer } from './composer.tsx'
import { EarlierReply } from './earlier-reply.tsx'
import { EndButton } from './end-button.tsx'
import { ErrorCard } from './error-card.tsx'
import { loadMarkdown } from './live-text.tsx'
import { phaseOf } from './reply-phase.ts'
import { RetryButton, ThreadActionsContext } from './thread-actions.tsx'
import { ThreadMessage } from './thread-message.tsx'
import { useFollowEnd } from './use-follow-end.ts'
import { useModelOfChat } from './use-model-of-chat.ts'
import { useThread } from './use-thread.ts'
import { useTurnEvents } from './use-turn-events.ts'
import { useWindow } from './use-window.ts'
import { Waiting } from './waiting.tsx'

type ChatViewProps = {
  /** null: a chat that does not exist yet, or a playground. */
  chatId: number | null
  isPlayground?: boolean
  name: string
  model: string
  choice: ModelChoice
  /** What is stored, and the same as the server rendered it, by message id. */
  stored: ChatMessage[]
  rendered: Record<string, ReactNode>
  /** Stands above the messages. */
  notice?: ReactNode
  /** Stands where messages will be. */
  empty: ReactNode
}

/** The page of a chat. */
export function ChatView(props: ChatViewProps) {
  const { chatId, isPlayground = false, model, stored } = props
  const session = useChatSession({ chatId, isPlayground, model, messages: stored })
  return <Conversation key={session.key} session={session} {...props} />
}

/** A conversation: the only owner of useChat. Stored messages come rendered; what happens from now on is rendered here. */
function Conversation({ session, ...props }: ChatViewProps & { session: ChatSession }) {
  const { isPlayground = false, choice, stored, rendered } = props
  const { messages, status, error } = useChat({ chat: session.chat })
  const { model, chooseModel, switchModel, modelFault } = useModelOfChat(session)
  const main = useRef<HTMLElement>(null)
  const { goToEnd, isFollowing } = useFollowEnd(main, session.isFollowing)
  const last = messages.at(-1)
  const fault = error ? errorBodyOf(error) : null
  const isReconnecting = useSyncExternalStore(
    session.watch,
    () => session.isReconnecting,
    () => false,
  )
  const waitingFor = useSyncExternalStore(
    session.watch,
    () => session.waitingFor,
    () => null,
  )
  const phase = isReconnecting ? 'reconnecting' : phaseOf(status, last)
  const isRunning = phase !== 'idle'
  useTurnEvents({ session, stored, phase, last, error, modelName: choice.models[model]?.name ?? model })

  useTurnReport({ chatId: session.chatId, isRunning, hasBegun: isRunning && phase !== 'connecting' })

  const onSend = useCallback(
    (text: string, id?: string) => {
      void loadMarkdown().catch(() => undefined)
      session.send(text, id)
      goToEnd()
    },
    [session, goToEnd],
  )
  const onStop = useCallback(() => void session.stop(), [session])
  const retriable = isRunning ? null : (last?.id ?? null)
  const [asksAnother, setAsksAnother] = useState<{ messageId: string | null } | null>(null)
  const actions = useThread({
    session,
    retriable,
    isRunning,
    goToEnd,
    isFollowing,
    switchModel,
    setAsksAnother,
  })
  const { start, top } = useWindow(messages.length)

  return (
    <>
      <PageHeader title={props.name} subtitle={choice.models[model]?.facts}>
        <ModelSelect choice={choice} value={model} onChange={chooseModel} />
        {!isPlayground && <ChatSettingsButton session={session} model={choice.models[model]} />}
      </PageHeader>
      <main ref={main} id="main" tabIndex={-1} className={styles.main}>
        {props.notice}
        {modelFault && (
          <p role="alert" className={styles.fault}>
            {modelFault}
          </p>
        )}
        <ThreadActionsContext value={actions}>
          <div className={styles.thread}>
            {messages.length === 0 && props.empty}
            {start > 0 && <div ref={top} />}
            {messages.slice(start).map((message) => (
              <ThreadMessage
                key={message.id}
                message={message}
                served={rendered[message.id]}
                face={choice.models[message.metadata?.model ?? '']}
                isWriting={isRunning && message === last}
              />
            ))}
            {phase !== 'idle' && <Waiting phase={phase} waitingFor={waitingFor} begunAt={session.begunAt} />}
            {error && !isReconnecting && <ErrorCard error={fault} messageId={null} />}
            {!isRunning && !error && last?.role === 'user' && (
              <p className={styles.unanswered}>
                This message has no reply. <RetryButton messageId={null} />
              </p>
            )}
            {!isRunning && last?.role === 'user' && <EarlierReply session={session} question={last.id} />}
          </div>
        </ThreadActionsContext>
        {asksAnother && (
          <ModelDialog
            choice={choice}
            value=""
            onChoose={(chosen) => actions.regenerate(asksAnother.messageId ?? last?.id ?? '', chosen)}
            onClose={() => setAsksAnother(null)}
          />
        )}
        <EndButton onGo={goToEnd} />
        <div className={styles.foot}>
          <Composer
            session={session}
            placeholder={isPlayground ? 'Write a message, nothing is stored' : 'Write a message'}
            isRunning={isRunning}
            isUnanswered={isReconnecting || (error !== undefined && fault === null)}
            isSignedOut={fault?.data.code === 'unauthorized'}
            windowTokens={choice.models[model]?.contextWindow ?? null}
            onSend={onSend}
            onStop={onStop}
          />
        </div>
      </main>
    </>
  )
}
