import { z } from 'zod'
import { toChatId, toGenerationId } from '../../domain/ids.ts'
import { abandonedEnd } from '../abandoned.ts'
import type { FinishInput, GenerationStore } from '../contract.ts'
import { textOf } from '../log-entries.ts'
import { searchWords } from '../search-words.ts'
import { jsonOf, opening } from '../stored-values.ts'
import type { KvConnection } from './connection.ts'
import { abandonedScript, endScript, staleScript } from './ending-script.ts'
import { keys } from './keys.ts'
import { type RunningGeneration, readHeartbeatMember, readLog } from './lua-generation.ts'
import { type MessageEnd, messageHead } from './lua-message.ts'
import { toUsageRecord } from './lua-usage.ts'
import { usageKeys } from './usage.ts'

const strings = z.array(z.string())
const abandoned = z.tuple([
  strings,
  jsonOf(messageHead).nullable(),
  jsonOf(opening).nullable(),
  z.coerce.number().nullable(),
])

export type Ending = Pick<GenerationStore, 'finish' | 'reap'> & {
  /** Interrupts one generation if it still has no sign of life. */
  interrupt(stale: RunningGeneration, staleBefore: number, now: number): Promise<boolean>
  /** Spares `finish` a round trip for a generation whose chat is known. */
  remember(begun: RunningGeneration): void
}

/** How generations in a key-value store end: by their writer, or because it is gone. */
export function kvEnding(kv: KvConnection): Ending {
  /** The chats of what this process began and has not ended: the keys of an ending are named after them. */
  const chats = new Map<RunningGeneration['generation'], RunningGeneration>()

  async function chatOf(owner: RunningGeneration['owner'], generation: RunningGeneration['generation']) {
    const known = chats.get(generation)
    if (known) return known.owner === owner ? known.chat : null
    const found = await kv.command(['HGET', keys.ownerGenerations(owner), generation], { repeatable: true })
    return found === null ? null : toChatId(Number(found))
  }

  async function run(
    mode: 'finish' | 'reap',
    { owner, chat, generation }: RunningGeneration,
    result: FinishInput,
    condition: { staleBefore: number; logLength: number },
  ): Promise<boolean> {
    const content = result.content.toWellFormed()
    const { finishReason, usage, receipt, error, now } = result
    const last: MessageEnd = { finishReason, usage, receipt, error, endedAt: now }
    const names = {
      chats: keys.chats(owner),
      activity: keys.activity(owner),
      postings: keys.postings(owner),
      messages: keys.messages(chat),
      chat_running: keys.chatRunning(chat),
      owner_running: keys.ownerRunning(owner),
      stops: keys.stops(owner),
      heartbeats: keys.heartbeats,
      log: keys.log(generation),
      opening: keys.opening(generation),
      ...usageKeys(owner),
    }
    const args = {
      mode,
      owner,
      chat,
      generation,
      status: result.status,
      content,
      content_words: searchWords(content).join(' '),
      reasons: result.reasoning === null ? 0 : 1,
      reasoning: result.reasoning?.toWellFormed() ?? '',
      last: JSON.stringify(last),
      now,
      stale_before: condition.staleBefore,
      log_length: condition.logLength,
      usage_record: result.turn ? toUsageRecord(result.turn) : '',
    }
    return (await kv.run(endScript, names, args)) === 1
  }

  async function interrupt(stale: RunningGeneration, staleBefore: number, now: number): Promise<boolean> {
    const { owner, chat, generation } = stale
    const names = {
      messages: keys.messages(chat),
      log: keys.log(generation),
      opening: keys.opening(generation),
      heartbeats: keys.heartbeats,
    }
    const found = await kv.run(abandonedScript, names, { owner, chat, generation })
    const [words, head, opened, beat] = abandoned.parse(found)
    const entries = readLog(words)
    const createdAt = head?.createdAt ?? now
    const reply = {
      generation,
      model: head?.model ?? null,
      metered: head?.metered ?? null,
      opening: opened,
      createdAt,
      heartbeatAt: beat ?? createdAt,
      ...textOf(entries),
    }
    return run('reap', stale, abandonedEnd(reply, now), { staleBefore, logLength: entries.length })
  }

  return {
    interrupt,
    remember(begun) {
      chats.set(begun.generation, begun)
    },
    async finish(owner, generation, result) {
      const chat = await chatOf(owner, generation)
      if (chat === null) return false
      const ended = await run('finish', { owner, chat, generation }, result, { staleBefore: 0, logLength: 0 })
      chats.delete(generation)
      return ended
    },
    async reap(scope, staleBefore, now) {
      let stale: RunningGeneration[]
      if ('owner' in scope) {
        const { owner, chat } = scope
        const names = {
          chats: keys.chats(owner),
          chat_running: keys.chatRunning(chat),
          heartbeats: keys.heartbeats,
        }
        const found = await kv.run(staleScript, names, { owner, chat, stale_before: staleBefore })
        stale = strings.parse(found).map((id) => ({ owner, chat, generation: toGenerationId(id) }))
      } else {
        const range = [keys.heartbeats, '-inf', `(${staleBefore}`, 'LIMIT', 0, scope.limit] as const
        const found = await kv.command(['ZRANGEBYSCORE', ...range], { repeatable: true })
        stale = strings.parse(found).map(readHeartbeatMember)
      }
      let reaped = 0
      for (const one of stale) if (await interrupt(one, staleBefore, now)) reaped += 1
      return reaped
    },
  }
}
