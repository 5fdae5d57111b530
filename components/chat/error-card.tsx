import CircleAlert from 'lucide-react/icons/circle-alert'
import type { ReactNode } from 'react'
import type { ErrorBody } from '@/lib/domain/errors.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { Countdown } from './countdown.tsx'
import styles from './error-card.module.css'
import { describeError, remediesOf } from './error-words.ts'
import { SignInLink } from './sign-in-link.tsx'
import { OtherModelButton, RetryButton } from './thread-actions.tsx'

type ErrorCardProps = {
  /** null: no answer came at all. */
  error: ErrorBody | null
  /** null: of the thread as a whole. */
  messageId: string | null
  /** When a wait that it names ends, in Unix milliseconds; absent: it has just begun. */
  retryAt?: number | undefined
  /** What else can be done. */
  children?: ReactNode
}

/** What failed, whose it is, and what can be done. */
export function ErrorCard({ error, messageId, retryAt, children }: ErrorCardProps) {
  const { title, text, blame, blameWords } = describeError(error)
  const remedies = remediesOf(error)
  const retryAfter = error?.data.retryAfter
  return (
    <div className={styles.card} data-blame={blame}>
      <CircleAlert size={18} aria-hidden="true" />
      <div className={styles.body}>
        <p className={styles.title}>
          <span className="visually-hidden">Error: </span>
          {title}
        </p>
        <p>
          {text} <span className={styles.blame}>{blameWords}.</span>
        </p>
        {retryAfter !== undefined && retryAfter > 0 && <Countdown seconds={retryAfter} until={retryAt} />}
        <div className={styles.actions}>
          {error?.data.code === 'unauthorized' && <SignInLink />}
          {children}
          {remedies.again && <RetryButton messageId={messageId} />}
          {remedies.otherModel && <OtherModelButton messageId={messageId} />}
          {error && (
            <span className={styles.request}>
              Request <code>{error.data.requestId}</code>
              <CopyButton text={error.data.requestId} label="Copy the request id" />
            </span>
          )}
        </div>
      </div>
    </div>
  )
}
