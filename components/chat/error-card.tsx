import CircleAlert from 'lucide-react/icons/circle-alert'
import type { ErrorBody } from '@/lib/domain/errors.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import styles from './error-card.module.css'
import { RetryButton } from './thread-actions.tsx'

/** Repeating the same request cannot cure these. */
const incurable = new Set([
  'context_too_long',
  'body_too_large',
  'invalid_body',
  'invalid_model',
  'chat_not_found',
])

/** What failed, in the server's own words, and what can be done. `error` null: no answer came at all. */
export function ErrorCard({ error, messageId }: { error: ErrorBody | null; messageId: string | null }) {
  const code = error?.data.code
  return (
    <div className={styles.card}>
      <CircleAlert size={18} aria-hidden="true" />
      <div className={styles.body}>
        <p>
          <span className="visually-hidden">Error: </span>
          {error?.data.message ??
            'The server cannot be reached. Check the connection; what was written so far is kept.'}
        </p>
        <div className={styles.actions}>
          {code === 'unauthorized' && <a href="/sign-in">Sign in again</a>}
          {code !== 'unauthorized' && !(code && incurable.has(code)) && <RetryButton messageId={messageId} />}
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
