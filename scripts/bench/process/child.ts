import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

type Call = { id: number; name: string; input: unknown }
type Answer = { id: number; output?: unknown; error?: string }

/** What a process of the benchmark can be asked to do. */
type Services = Record<string, (input: never) => Promise<unknown>>

/** Answers the calls of the process that started this one, and ends with it. */
export function serveParent(services: Services): void {
  process.on('message', async ({ id, name, input }: Call) => {
    const answer: Answer = { id }
    try {
      answer.output = await services[name]?.(input as never)
    } catch (error) {
      answer.error = error instanceof Error ? (error.stack ?? error.message) : String(error)
    }
    process.send?.(answer)
  })
  process.once('disconnect', () => process.exit(0))
}

/** A process of the benchmark's own. */
export type Child = {
  pid: number
  /** @throws what the process threw, or that it ended. */
  call<T>(name: string, input?: unknown): Promise<T>
  stop(): void
}

/** Starts a module of the benchmark (a path below scripts/bench) as a process of its own. */
export function startChild(path: string): Child {
  const child: ChildProcess = fork(fileURLToPath(new URL(`../${path}`, import.meta.url)), [], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  const waiting = new Map<number, { resolve: (output: unknown) => void; reject: (error: Error) => void }>()
  let calls = 0
  child.on('message', ({ id, output, error }: Answer) => {
    if (error === undefined) waiting.get(id)?.resolve(output)
    else waiting.get(id)?.reject(new Error(error))
    waiting.delete(id)
  })
  child.once('exit', () => {
    for (const { reject } of waiting.values()) reject(new Error(`${path} ended`))
  })
  return {
    pid: child.pid ?? 0,
    call: <T>(name: string, input?: unknown) =>
      new Promise<T>((resolve, reject) => {
        calls += 1
        // The services are typed where they are called.
        waiting.set(calls, { resolve: resolve as (output: unknown) => void, reject })
        child.send({ id: calls, name, input } satisfies Call)
      }),
    stop: () => {
      if (child.connected) child.disconnect()
    },
  }
}
