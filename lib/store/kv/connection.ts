import { setTimeout as wait } from 'node:timers/promises'
import { createClient } from '@vercel/kv'
import type { Script } from './script.ts'

type Word = string | number

export type KvConnection = {
  /**
   * Runs a script in one round trip and gives what it returned, unparsed. `rest` follows the named arguments.
   * @throws KvError
   */
  run<Key extends string, Arg extends string>(
    script: Script<Key, Arg>,
    keys: Record<Key, string>,
    args: Record<Arg, Word>,
    rest?: readonly Word[],
  ): Promise<unknown>
  /**
   * Sends one command. `repeatable` as with a script.
   * @throws KvError
   */
  command(words: readonly [string, ...Word[]], options: { repeatable: boolean }): Promise<unknown>
}

/** The key-value store refused a command or cannot be reached. The message never quotes what was sent. */
export class KvError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'KvError'
  }
}

const TIMEOUT_MS = 10_000
const RETRY_AFTER_MS = [50, 250] as const
/** Faults of a connection that came before anything was sent on it. */
const UNSENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

const isNetworkFault = (error: unknown) => error instanceof TypeError && error.cause instanceof Error
const wasUnsent = (error: unknown) =>
  error instanceof TypeError &&
  error.cause instanceof Error &&
  'code' in error.cause &&
  typeof error.cause.code === 'string' &&
  UNSENT.has(error.cause.code)

/** The client puts the command, and so a person's words, behind the error that redis gave. */
function withoutCommand(error: unknown): KvError {
  if (isNetworkFault(error)) return new KvError('The key-value store cannot be reached', { cause: error })
  if (!(error instanceof Error)) return new KvError('The key-value store failed')
  if (error.name === 'TimeoutError')
    return new KvError(`The key-value store did not answer within ${TIMEOUT_MS} ms`, { cause: error })
  if (error.name !== 'UpstashError') return new KvError(`The key-value store failed: ${error.name}`)
  const [said = ''] = error.message.split(', command was:')
  return new KvError(`The key-value store refused a command: ${said.slice(0, 300)}`)
}

/** Connects to Vercel KV (Upstash's REST protocol). Nothing is sent before the first command. */
export function connectKv(options: { url: string; token: string }): KvConnection {
  const client = createClient({
    ...options,
    // Ours are text and counted in scripts; the client would turn the text "123" into a number.
    automaticDeserialization: false,
    // All that we store is valid UTF-8, so JSON carries it as it is.
    responseEncoding: false,
    // A command is a request of its own: one that fails does not take others with it.
    enableAutoPipelining: false,
    enableTelemetry: false,
    // `false` would still try twice, also what must not be repeated.
    retry: { retries: 0 },
    cache: 'no-store',
    signal: () => AbortSignal.timeout(TIMEOUT_MS),
  })

  async function send(words: readonly [string, ...Word[]], repeatable: boolean): Promise<unknown> {
    for (const pauseMs of RETRY_AFTER_MS) {
      try {
        return await client.exec<unknown>([...words])
      } catch (error) {
        const again = wasUnsent(error) || (repeatable && isNetworkFault(error))
        if (!again) throw withoutCommand(error)
        await wait(pauseMs)
      }
    }
    try {
      return await client.exec<unknown>([...words])
    } catch (error) {
      throw withoutCommand(error)
    }
  }

  return {
    command: (words, { repeatable }) => send(words, repeatable),
    async run(script, keys, args, rest = []) {
      const words = [
        script.keys.length,
        ...script.keys.map((name) => keys[name]),
        ...script.args.map((name) => args[name]),
        ...rest,
      ]
      try {
        return await send(['EVALSHA', script.sha1, ...words], script.repeatable)
      } catch (error) {
        // Redis forgets scripts when it starts anew.
        if (!(error instanceof KvError && error.message.includes('NOSCRIPT'))) throw error
        return await send(['EVAL', script.source, ...words], script.repeatable)
      }
    },
  }
}
