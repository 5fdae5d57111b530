'use client'

import WifiOff from 'lucide-react/icons/wifi-off'
import X from 'lucide-react/icons/x'
import styles from './composer.module.css'
import type { Connection } from './composer-connection.ts'
import type { Queued } from './composer-queue.ts'

const reasons: Record<Exclude<Connection, 'ok'>, string> = {
  offline: 'You are offline.',
  gone: 'The server does not answer; we keep asking.',
}

type ComposerBannerProps = {
  connection: Connection
  queue: readonly Queued[]
  onWithdraw: (message: Queued) => void
}

/** Why nothing goes out, and what waits to. */
export function ComposerBanner({ connection, queue, onWithdraw }: ComposerBannerProps) {
  return (
    <>
      <p role="status" className={connection === 'ok' ? 'visually-hidden' : styles.banner}>
        {connection !== 'ok' && (
          <>
            <WifiOff size={16} aria-hidden="true" />
            <span>
              {reasons[connection]} What you send waits here and goes out when the connection is back.
            </span>
          </>
        )}
      </p>
      {queue.length > 0 && (
        <ul className={styles.queue} aria-label="Waiting to be sent">
          {queue.map((message) => (
            <li key={message.id}>
              <span>{message.text.slice(0, 200)}</span>
              <button
                type="button"
                aria-label="Do not send this message"
                title="Do not send"
                onClick={() => onWithdraw(message)}
              >
                <X size={16} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
