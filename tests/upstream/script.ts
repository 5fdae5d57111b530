import { type Plan, readPrompt } from './commands.ts'
import { type FaultCall, readFault } from './faults.ts'
import { isObject, type JsonObject } from './json.ts'
import { isProviderName, type ProviderName } from './models.ts'

/** What the next requests get instead of what their prompt asks for. */
export type Script = {
  /** Only requests to this provider; absent is any. */
  provider?: ProviderName
  /** Only requests for this upstream id; absent is any. */
  model?: string
  /** For so many requests (1), or until the next reset. */
  times?: number | 'always'
  /** `chat` (the default), or `side`: lists and health requests. */
  on?: 'chat' | 'side'
  /** Said to the letter instead of what the prompt asks for. */
  reply?: string
  /** Commands that take the place of the whole prompt, such as `/tokens 50 0`. */
  prompt?: string
  /** `/fault`'s words, such as `cut-after 12`; several are played together. */
  fault?: string | readonly string[]
  /** Milliseconds before each piece. */
  delayMs?: number
}

type Queued = Script & { left: number; faults: readonly FaultCall[] }

const keys = ['provider', 'model', 'times', 'on', 'reply', 'prompt', 'fault', 'delayMs'] as const

/**
 * A script from foreign JSON.
 * @throws Error that names what is wrong with it.
 */
export function readScript(value: unknown): Script {
  if (!isObject(value)) throw new Error('A script is a JSON object')
  for (const key of Object.keys(value))
    if (!keys.some((known) => known === key))
      throw new Error(`A script has no “${key}”; it has ${keys.join(', ')}`)
  const { provider, times, on, fault } = value
  if (provider !== undefined && !isProviderName(provider))
    throw new Error(`There is no provider “${String(provider)}”`)
  if (times !== undefined && times !== 'always' && !(typeof times === 'number' && times >= 1))
    throw new Error('`times` must be a number from 1 on, or "always"')
  if (on !== undefined && on !== 'chat' && on !== 'side') throw new Error('`on` must be "chat" or "side"')
  const written = fault === undefined ? [] : Array.isArray(fault) ? fault : [fault]
  if (!written.every((one) => typeof one === 'string'))
    throw new Error('`fault` must be a string or a list of strings')
  return {
    ...(provider !== undefined && { provider }),
    ...(times !== undefined && { times }),
    ...(on !== undefined && { on }),
    ...textAt(value, 'model'),
    ...textAt(value, 'reply'),
    ...textAt(value, 'prompt'),
    ...(written.length > 0 && { fault: written }),
    ...delayAt(value),
  }
}

function textAt<Name extends 'model' | 'reply' | 'prompt'>(
  value: JsonObject,
  name: Name,
): { [name in Name]?: string } {
  const field = value[name]
  if (field === undefined) return {}
  if (typeof field !== 'string') throw new Error(`\`${name}\` must be a string`)
  const found: { [name in Name]?: string } = {}
  found[name] = field
  return found
}

function delayAt({ delayMs }: JsonObject): Pick<Script, 'delayMs'> {
  if (delayMs === undefined) return {}
  if (typeof delayMs !== 'number' || delayMs < 0) throw new Error('`delayMs` must be a number from 0 on')
  return { delayMs }
}

function readFaults(fault: Script['fault']): FaultCall[] {
  const written = fault === undefined ? [] : typeof fault === 'string' ? [fault] : fault
  return written.map((one) => {
    const call = readFault(one)
    if (!call) throw new Error(`There is no fault “${one}”; \`/help\` lists them`)
    return call
  })
}

/** Scripts in the order they were given; the first that fits a request is used. */
export class ScriptQueue {
  #queue: Queued[] = []

  /** @throws Error when a script names a fault that does not exist. */
  add(script: Script): void {
    const { times = 1 } = script
    const left = times === 'always' ? Number.POSITIVE_INFINITY : times
    this.#queue.push({ ...script, left, faults: readFaults(script.fault) })
  }

  /** Uses up one turn of the first script that fits; undefined when none does. */
  take(
    on: 'chat' | 'side',
    provider: ProviderName,
    model: string,
  ): (Script & { faults: readonly FaultCall[] }) | undefined {
    if (this.#queue.length === 0) return undefined
    const found = this.#queue.find(
      (script) =>
        (script.on ?? 'chat') === on &&
        (script.provider ?? provider) === provider &&
        (script.model ?? model) === model,
    )
    if (!found) return undefined
    found.left -= 1
    if (found.left <= 0) this.#queue = this.#queue.filter((script) => script !== found)
    return found
  }

  reset(): void {
    this.#queue = []
  }
}

/** What a request gets: its prompt's wishes, overruled by the script's. */
export function planFor(question: string, script: ReturnType<ScriptQueue['take']>): Plan {
  const plan = readPrompt(script?.prompt ?? question)
  if (!script) return plan
  return {
    ...plan,
    ...(script.reply !== undefined && { say: { kind: 'text', text: script.reply } }),
    ...(script.faults.length > 0 && { faults: [...script.faults] }),
    ...(script.delayMs !== undefined && { paceMs: script.delayMs }),
  }
}
