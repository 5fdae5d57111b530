import type { GenerationStore, LimitStore, Store } from '../../../../lib/store/contract.ts'

/**
 * `fails`: refuses at once. `loses-answers`: does what is asked and then fails, as a network does that breaks off in
 * between. `stalls`: answers nothing until the mode changes, and then does as that says.
 */
export type Mode = 'works' | 'fails' | 'loses-answers' | 'stalls'

export type FaultyStore = {
  readonly store: Store
  /** How often each method of `generations` and `limits` was called. */
  readonly calls: Map<keyof GenerationStore | keyof LimitStore, number>
  /** How many calls are open, and how many were at most. */
  readonly open: { now: number; most: number }
  become(mode: Mode): void
}

/** A store whose `generations` and `limits` fail as they are told. */
export function faultyStore(inner: Store): FaultyStore {
  const calls: FaultyStore['calls'] = new Map()
  const open = { now: 0, most: 0 }
  let mode: Mode = 'works'
  let changed = Promise.withResolvers<void>()

  async function through<Result>(work: () => Promise<Result>): Promise<Result> {
    while (mode === 'stalls') await changed.promise
    if (mode === 'fails') throw new Error('The store fails')
    const losesAnswers = mode === 'loses-answers'
    const result = await work()
    if (losesAnswers) throw new Error('The answer was lost')
    return result
  }

  const faulty = <Part extends GenerationStore | LimitStore>(part: Part): Part =>
    new Proxy(part, {
      get(target, name: keyof GenerationStore | keyof LimitStore) {
        // The arguments go on as they come; the proxy knows nothing of their types.
        const method = Reflect.get(target, name) as (...args: unknown[]) => Promise<unknown>
        return async (...args: unknown[]) => {
          calls.set(name, (calls.get(name) ?? 0) + 1)
          open.now += 1
          open.most = Math.max(open.most, open.now)
          try {
            return await through(() => method.apply(target, args))
          } finally {
            open.now -= 1
          }
        }
      },
    })

  return {
    store: { ...inner, generations: faulty(inner.generations), limits: faulty(inner.limits) },
    calls,
    open,
    become(next) {
      mode = next
      changed.resolve()
      changed = Promise.withResolvers<void>()
    },
  }
}
