import type { ComponentType } from 'react'
import type { MessageStatus } from '@/lib/domain/chat.ts'
import type { ModelFace } from '../models/model-choice.ts'
import { ModelIcon } from '../models/model-icon.tsx'
import { type ChatMessage, reasoningOf, textOf } from './chat-message.ts'
import { isContinuation } from './continuation.ts'
import { ContinuedMark } from './continued-mark.tsx'
import { ErrorCard } from './error-card.tsx'
import { type Remedies, remediesOf } from './error-words.ts'
import styles from './message.module.css'
import { ReplyActions } from './message-actions.tsx'
import { PlainText, type ReplyTextProps } from './message-text.tsx'
import { Question } from './question.tsx'
import { Reasoning } from './reasoning.tsx'
import { ReceiptLine } from './receipt-line.tsx'
import { ContinueButton, RetryButton } from './thread-actions.tsx'

type MessageProps = {
  message: ChatMessage
  /** The model that answered; absent for one that is no longer in the catalogue. */
  face?: ModelFace | undefined
  isWriting?: boolean
  /** Draws the text of a reply. */
  Text: ComponentType<ReplyTextProps>
}

/** How a reply ended, unless it simply came to its end. */
const endings: Partial<Record<MessageStatus, string>> = {
  stopped: 'You stopped this reply.',
  interrupted: 'The server was interrupted while it wrote this reply. What had arrived is kept.',
  streaming: 'This reply is still being written.',
}

function sentenceOn({ metadata }: ChatMessage): string | undefined {
  if (metadata?.isAtLimit) return 'The longest reply was reached.'
  return metadata?.status && endings[metadata.status]
}

/** What the words below a reply that did not come to its end offer. */
function remediesBelow(message: ChatMessage): Remedies {
  const { status, error, isAtLimit } = message.metadata ?? {}
  if (status === 'failed') return remediesOf(error ?? null)
  return { again: !isAtLimit && sentenceOn(message) !== undefined, otherModel: false }
}

function Ending({ message }: { message: ChatMessage }) {
  const { status, error, retryAt } = message.metadata ?? {}
  const goOn = status !== 'streaming' && textOf(message) !== '' && <ContinueButton messageId={message.id} />
  if (status === 'failed')
    return (
      <ErrorCard error={error ?? null} messageId={message.id} retryAt={retryAt}>
        {goOn}
      </ErrorCard>
    )
  const sentence = sentenceOn(message)
  if (!sentence) return null
  return (
    <div className={styles.ending}>
      <span>{sentence}</span>
      {goOn}
      {remediesBelow(message).again && <RetryButton messageId={message.id} />}
    </div>
  )
}

function Reply({ message, face, isWriting = false, Text }: MessageProps) {
  const name = face?.name ?? message.metadata?.model ?? 'Model'
  const text = textOf(message)
  const reasoning = reasoningOf(message)
  return (
    <article className={styles.reply} aria-label={`Reply by ${name}`}>
      <h2 className={styles.author}>
        <ModelIcon icon={face?.icon ?? ''} size={18} />
        {name}
      </h2>
      {reasoning && (
        <Reasoning
          messageId={message.id}
          text={reasoning}
          isThinking={isWriting && text === ''}
          isWhole={!message.metadata?.isStored}
          tokens={message.metadata?.receipt?.usage?.reasoningTokens ?? null}
        />
      )}
      {text && <Text text={text} isWriting={isWriting} />}
      {!isWriting && <Ending message={message} />}
      {!isWriting && (
        <ReplyActions messageId={message.id} hasText={text !== ''} offered={remediesBelow(message)} />
      )}
      {message.metadata?.receipt && <ReceiptLine receipt={message.metadata.receipt} />}
    </article>
  )
}

/** A message, rendered by the server when it is stored and by the client while it comes in. */
export function Message(props: MessageProps) {
  if (props.message.role === 'assistant') return <Reply {...props} />
  if (isContinuation(textOf(props.message))) return <ContinuedMark messageId={props.message.id} />
  return (
    <Question messageId={props.message.id}>
      <article className={styles.question} aria-label="Your message">
        <PlainText text={textOf(props.message)} />
      </article>
    </Question>
  )
}
