import type { MessageStatus } from '@/lib/domain/chat.ts'
import type { ModelFace } from '../models/model-choice.ts'
import { ModelIcon } from '../models/model-icon.tsx'
import { type ChatMessage, reasoningOf, textOf } from './chat-message.ts'
import { ErrorCard } from './error-card.tsx'
import styles from './message.module.css'
import { MessageText } from './message-text.tsx'
import { Reasoning } from './reasoning.tsx'
import { ReceiptLine } from './receipt-line.tsx'
import { RetryButton } from './thread-actions.tsx'

type MessageProps = {
  message: ChatMessage
  /** The model that answered; absent for one that is no longer in the catalogue. */
  face?: ModelFace | undefined
  isWriting?: boolean
}

/** Says how a reply ended, unless it simply came to its end. */
const endings: Partial<Record<MessageStatus, string>> = {
  stopped: 'You stopped this reply.',
  interrupted: 'The server was interrupted while it wrote this reply. What had arrived is kept.',
  streaming: 'This reply is still being written.',
}

function Ending({ message }: { message: ChatMessage }) {
  const { status, error } = message.metadata ?? {}
  if (status === 'failed') return <ErrorCard error={error ?? null} messageId={message.id} />
  const sentence = status && endings[status]
  if (!sentence) return null
  return (
    <div className={styles.ending}>
      <span>{sentence}</span>
      <RetryButton messageId={message.id} />
    </div>
  )
}

function Reply({ message, face, isWriting = false }: MessageProps) {
  const name = face?.name ?? message.metadata?.model ?? 'Model'
  const text = textOf(message)
  const reasoning = reasoningOf(message)
  return (
    <article className={styles.reply} aria-label={`Reply by ${name}`}>
      <p className={styles.author}>
        <ModelIcon icon={face?.icon ?? ''} size={18} />
        {name}
      </p>
      {reasoning && <Reasoning text={reasoning} isThinking={isWriting && text === ''} />}
      {text && <MessageText text={text} />}
      {!isWriting && <Ending message={message} />}
      {message.metadata?.receipt && <ReceiptLine receipt={message.metadata.receipt} />}
    </article>
  )
}

/** A message, rendered by the server when it is stored and by the client while it comes in. */
export function Message(props: MessageProps) {
  if (props.message.role === 'assistant') return <Reply {...props} />
  return (
    <article className={styles.question} aria-label="Your message">
      <MessageText text={textOf(props.message)} />
    </article>
  )
}
