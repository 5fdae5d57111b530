import ChevronRight from 'lucide-react/icons/chevron-right'
import type { ReactNode } from 'react'
import type { Attempt, Receipt } from '@/lib/domain/receipt.ts'
import { providerLabels } from '../models/labels.ts'
import { CopyButton } from '../ui/copy-button.tsx'
import { grouped } from '../ui/grouped.ts'
import { inOrder } from './markdown/in-order.ts'
import { outcomeWords } from './outcome-words.ts'
import styles from './receipt.module.css'

const SECOND_MS = 1000
/** Fewer tokens, or a shorter time, say nothing about the speed. */
const MEASURED_TOKENS = 5
const MEASURED_MS = 50
/** Shorter than this, nobody has waited. */
const QUEUED_MS = 100

const seconds = (ms: number) =>
  ms < 10 * SECOND_MS ? `${(ms / SECOND_MS).toFixed(2)} s` : `${Math.round(ms / SECOND_MS)} s`
const dollars = (usd: number) => (usd > 0 && usd < 0.0001 ? 'under $0.0001' : `$${Number(usd.toFixed(4))}`)

/** Tokens per second from the first to the last; null when that cannot be told. */
export function speedOf({ usage, firstTokenMs, totalMs }: Receipt): number | null {
  if (!usage || firstTokenMs === null || totalMs === null) return null
  const ms = totalMs - firstTokenMs
  return ms < MEASURED_MS || usage.outputTokens < MEASURED_TOKENS
    ? null
    : (usage.outputTokens * SECOND_MS) / ms
}

const failures = (attempts: readonly Attempt[]) =>
  attempts
    .filter(({ outcome }) => outcome !== 'ok')
    .map(({ provider, outcome }) => `${providerLabels[provider]} ${outcomeWords[outcome]}`)

/** Why this route answered, as a sentence; null when it was simply the first choice. */
export function reasonOf({ reason, provider, upstreamModel, attempts }: Receipt): string | null {
  if (reason === null || reason === 'first-choice' || provider === null) return null
  const because = [...new Set(failures(attempts))].join(' and ')
  const who =
    reason === 'successor'
      ? `its successor ${upstreamModel} at ${providerLabels[provider]}`
      : providerLabels[provider]
  return `Answered by ${who}${because ? ` because ${because}` : ''}.`
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Attempts({ attempts }: { attempts: readonly Attempt[] }) {
  return (
    <ol className={styles.attempts}>
      {inOrder(attempts, ({ provider, upstreamModel, outcome, status, ms }) => (
        <li>
          {providerLabels[provider]} <code>{upstreamModel}</code> {outcomeWords[outcome]}
          {status !== null && outcome !== 'ok' && ` (HTTP ${status})`}
          {outcome !== 'skipped' && `, ${seconds(ms)}`}
        </li>
      ))}
    </ol>
  )
}

/** How a reply came about: one quiet line; opened, everything that is known. */
export function ReceiptLine({ receipt }: { receipt: Receipt }) {
  const { model, provider, upstreamModel, attempts, queuedMs, firstTokenMs, totalMs, usage, cost } = receipt
  const speed = speedOf(receipt)
  const reason = reasonOf(receipt)
  const about = usage?.estimated ? 'about ' : ''
  const facts = [
    model,
    provider ? providerLabels[provider] : 'no provider answered',
    firstTokenMs !== null && `first token after ${seconds(firstTokenMs)}`,
    speed !== null && `${about}${Math.round(speed)} tokens/s`,
    usage && `${about}${grouped(usage.outputTokens)} tokens`,
    cost && dollars(cost.usd),
  ].filter((fact) => typeof fact === 'string')
  return (
    <div className={styles.receipt}>
      {reason && <p className={styles.reason}>{reason}</p>}
      <details>
        <summary>
          <ChevronRight size={14} aria-hidden="true" />
          <span className="visually-hidden">How this reply came about: </span>
          {facts.join(' · ')}
        </summary>
        <dl>
          {attempts.length > 0 && (
            <Row name="Attempts">
              <Attempts attempts={attempts} />
            </Row>
          )}
          {provider && upstreamModel && (
            <Row name="Route">
              {providerLabels[provider]} <code>{upstreamModel}</code>
              {reason === null && ', the first choice'}
            </Row>
          )}
          {usage && (
            <Row name="Tokens">
              {about}
              {grouped(usage.inputTokens)} in, {grouped(usage.outputTokens)} out
              {usage.reasoningTokens > 0 && `, ${grouped(usage.reasoningTokens)} of them thoughts`}
              {usage.estimated && ' (counted by us, the provider told none)'}
            </Row>
          )}
          {totalMs !== null && (
            <Row name="Time">
              {seconds(totalMs)} in all
              {queuedMs !== null &&
                queuedMs >= QUEUED_MS &&
                `, ${seconds(queuedMs)} of it before a route was asked`}
            </Row>
          )}
          <Row name="Cost">{cost ? dollars(cost.usd) : 'not told by the provider'}</Row>
          {receipt.droppedTurns > 0 && (
            <Row name="Left out">
              the oldest {receipt.droppedTurns} {receipt.droppedTurns === 1 ? 'turn' : 'turns'}, which did not
              fit the model’s window
            </Row>
          )}
          <Row name="Request">
            <code>{receipt.requestId}</code>{' '}
            <CopyButton text={receipt.requestId} label="Copy the request id" />
          </Row>
        </dl>
      </details>
    </div>
  )
}
