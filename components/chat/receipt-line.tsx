import type { Receipt } from '@/lib/domain/receipt.ts'
import { providerLabels } from '../models/labels.ts'
import styles from './message.module.css'

const SECOND_MS = 1000

const seconds = (ms: number) =>
  ms < 10 * SECOND_MS ? `${(ms / SECOND_MS).toFixed(2)} s` : `${Math.round(ms / SECOND_MS)} s`

const reasonWords = {
  'first-choice': null,
  failover: 'another route stepped in',
  successor: 'by its successor',
}

/** How a reply came about, in one quiet line. */
export function ReceiptLine({ receipt }: { receipt: Receipt }) {
  const { model, provider, reason, firstTokenMs, usage } = receipt
  const facts = [
    model,
    provider && providerLabels[provider],
    reason && reasonWords[reason],
    firstTokenMs !== null && `first token after ${seconds(firstTokenMs)}`,
    usage && `${usage.estimated ? 'about ' : ''}${usage.outputTokens.toLocaleString('en')} tokens`,
  ].filter((fact) => typeof fact === 'string')
  return <p className={styles.receipt}>{facts.join(' · ')}</p>
}
