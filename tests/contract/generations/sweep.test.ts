import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { sweepDeadReplies } from '../../../lib/chat/lifecycle.ts'
import { DEAD_AFTER_MS } from '../../../lib/chat/timing.ts'
import { newGenerationId, newMessageId } from '../../../lib/domain/ids.ts'
import { newChat, type OpenedStore, openStore } from './lab/in-process.ts'
import { until } from './lab/until.ts'
import { storeKinds } from './lab/world.ts'

let opened: OpenedStore
let silent: () => void
beforeEach(() => {
  const quiet = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  silent = () => quiet.mockRestore()
})
afterEach(async () => {
  vi.useRealTimers()
  silent()
  await opened.dispose()
})

/** A running reply whose last sign of life is that long ago; gives what has become of it. */
async function replySilentFor(ms: number): Promise<() => Promise<string | undefined>> {
  const { store } = opened
  const { owner, chat } = await newChat(store)
  const replyId = newMessageId()
  await store.generations.begin(owner, {
    ...{ chatId: chat.id, generationId: newGenerationId(), replyId, trigger: 'submit', model: chat.model },
    ...{ userMessage: { newId: newMessageId(), content: 'Hm?' }, title: 'Hm?', staleBefore: 0 },
    now: Date.now() - ms,
  })
  return async () => (await store.messages.get(owner, chat.id, replyId))?.status
}

describe.each(storeKinds)('a start on %s that may not be alone', (kind) => {
  test('ends what has been silent for long, and the rest once that has been, if it is silent still', async () => {
    opened = await openStore(kind)
    // Of the embedded store's folder another process works in it; KV never knows.
    await opened.reopen().enter()
    const starting = opened.reopen()
    const begun = Date.now()
    const dead = await replySilentFor(DEAD_AFTER_MS + 1_000)
    const justDied = await replySilentFor(1_000)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    await sweepDeadReplies(starting)
    expect([await dead(), await justDied()]).toEqual(['interrupted', 'streaming'])
    await vi.advanceTimersByTimeAsync(DEAD_AFTER_MS - (Date.now() - begun) - 1)
    const alive = await replySilentFor(0)
    expect(await justDied()).toBe('streaming')
    await vi.advanceTimersByTimeAsync(DEAD_AFTER_MS)
    vi.useRealTimers()
    await until(justDied).toBe('interrupted')
    expect(await alive()).toBe('streaming')
  })
})

test('A start that is alone on the embedded store ends all that runs, at once', async () => {
  opened = await openStore('sqlite')
  const statuses = await Promise.all([replySilentFor(0), replySilentFor(1), replySilentFor(60_000)])
  await new Promise((resolve) => setTimeout(resolve, 2))
  await sweepDeadReplies(opened.reopen())
  expect(await Promise.all(statuses.map((status) => status()))).toEqual(Array(3).fill('interrupted'))
})

test('A start ends more than one step of a sweep can', { timeout: 60_000 }, async () => {
  opened = await openStore('sqlite')
  const statuses = await Promise.all(Array.from({ length: 1_100 }, () => replySilentFor(5)))
  await sweepDeadReplies(opened.reopen())
  const left = await Promise.all(statuses.map((status) => status()))
  expect(left.filter((status) => status !== 'interrupted')).toEqual([])
})

describe('who works on a data folder', () => {
  const processes: ChildProcess[] = []
  afterEach(async () => {
    for (const child of processes.splice(0)) await killed(child)
  })
  const killed = async (child: ChildProcess) => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  /** Another process that enters, tells whether it was alone, and stays. */
  async function enter(): Promise<{ child: ChildProcess; alone: boolean }> {
    const script = join(import.meta.dirname, 'lab/enter.ts')
    const child = spawn(process.execPath, [script, opened.place], { stdio: ['ignore', 'pipe', 'inherit'] })
    processes.push(child)
    const [line] = await once(child.stdout.setEncoding('utf8'), 'data')
    return { child, alone: String(line).trim() === 'true' }
  }

  test('is known at once, also when one was killed', async () => {
    opened = await openStore('sqlite')
    const first = await enter()
    const second = await enter()
    expect([first.alone, second.alone]).toEqual([true, false])
    await killed(first.child)
    const third = await enter()
    expect(third.alone).toBe(false)
    await killed(second.child)
    await killed(third.child)
    expect((await enter()).alone).toBe(true)
    expect((await stat(join(opened.place, 'neptun.lock'))).mode & 0o777).toBe(0o600)
  })

  test('is never taken for nobody, however many start at once', async () => {
    opened = await openStore('sqlite')
    await enter()
    const others = await Promise.all(Array.from({ length: 4 }, enter))
    expect(others.map(({ alone }) => alone)).toEqual([false, false, false, false])
  })

  test('is told apart in this very process too, and who has left is gone', async () => {
    opened = await openStore('sqlite')
    const [one, two] = [opened.reopen(), opened.reopen()]
    expect([await one.enter(), await two.enter()]).toEqual([true, false])
    expect((await enter()).alone).toBe(false)
    for (const child of processes.splice(0)) await killed(child)
    await one.close()
    await two.close()
    expect((await enter()).alone).toBe(true)
  })

  test('is not known on KV', async () => {
    opened = await openStore('kv')
    expect(await opened.store.enter()).toBe(false)
  })
})
