import type { ChatStatus } from 'ai'
import { type ChatMessage, reasoningOf, textOf } from './chat-message.ts'

/** Where a reply stands: nobody answered yet, nothing came yet, it thinks, it writes, its connection is lost. */
export type ReplyPhase = 'idle' | 'reconnecting' | 'connecting' | 'waiting' | 'thinking' | 'writing'

/** The phase of the running reply. `last` is the thread's last message. */
export function phaseOf(status: ChatStatus, last: ChatMessage | undefined): ReplyPhase {
  if (status !== 'submitted' && status !== 'streaming') return 'idle'
  if (last?.role !== 'assistant') return 'connecting'
  if (textOf(last) !== '') return 'writing'
  return reasoningOf(last) === '' ? 'waiting' : 'thinking'
}

/** What is announced when a reply has ended; never its text. */
export function endingOf(last: ChatMessage | undefined, hasError: boolean): string {
  const status = last?.role === 'assistant' ? last.metadata?.status : undefined
  if (hasError || status === 'failed') return 'The reply failed.'
  if (last?.role !== 'assistant' || status === 'stopped') return 'The reply was stopped.'
  const words = textOf(last).split(/\s+/u).filter(Boolean).length
  return `The reply is finished, ${words} ${words === 1 ? 'word' : 'words'}.`
}
