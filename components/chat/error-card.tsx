import CircleAlert from 'lucide-react/icons/circle-alert'
import type { ErrorBody } from '@/lib/domain/errors.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { Countdown } from './countdown.tsx'
import styles from './error-card.module.css'
import { describeError, isIncurable } from './error-words.ts'
import { OtherModelButton, RetryButton } from './thread-actions.tsx'

type ErrorCardProps = {
  /** null: no answer came at all. */
  error: ErrorBody | null
  /** null: of the thread as a whole. */
  messageId: string | null
  /** It happened just now, so that a wait that it names has just begun. */
  isFresh?: boolean
}

/** What failed, whose it is, and what can be done. */
export function ErrorCard({ error, messageId, isFresh = false }: ErrorCardProps) {
  const { title, blame, blameWords } = describeError(error)
  const code = error?.data.code
  const retryAfter = isFresh ? error?.data.retryAfter : undefined
  return (
    <div className={styles.card} data-blame={blame}>
      <CircleAlert size={18} aria-hidden="true" />
      <div className={styles.body}>
        <p className={styles.title}>
          <span className="visually-hidden">Error: </span>
          {title}
        </p>
        <p>
          {error?.data.message ?? 'Check the connection; what was written so far is kept.'}{' '}
          <span className={styles.blame}>{blameWords}.</span>
        </p>
        {retryAfter !== undefined && retryAfter > 0 && <Countdown seconds={retryAfter} />}
        <div className={styles.actions}>
          {code === 'unauthorized' && <a href="/sign-in">Sign in again</a>}
          {!(code && isIncurable(code)) && <RetryButton messageId={messageId} />}
          {(blame === 'provider' || code === 'provider_not_configured' || code === 'context_too_long') && (
            <OtherModelButton messageId={messageId} />
          )}
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
