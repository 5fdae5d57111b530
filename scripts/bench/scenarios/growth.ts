import type { ChatId } from '../../../lib/domain/ids.ts'
import { provideRedis } from '../../machine/test-programs.ts'
import { addChats, addMessages, timeOperations } from '../growth/operations.ts'
import { newPerson, timePages } from '../growth/pages.ts'
import { emptyKv, emptySqlite, type MeasuredStore } from '../growth/stores.ts'
import { figureOf } from '../process/statistics.ts'
import type { Row } from '../report.ts'
import { startNeptun } from '../servers/neptun.ts'

const CHATS = [10, 1_000, 100_000] as const
const MESSAGES = [10, 1_000, 10_000] as const
const OPERATION_TIMES = 60
const PAGE_TIMES = 20
const BAR = { is: 'at most', limit: 2 } as const
/** Nobody answers there: nothing of this scenario asks a model. */
const NO_UPSTREAM = 'http://127.0.0.1:9'

type Times = Map<string, number>

/** Rows of one kind of growth: every size's time, held against the middle size's. */
function rowsOf(
  scenario: string,
  what: string,
  sizes: readonly number[],
  times: ReadonlyMap<number, Times>,
): Row[] {
  const [least = 0, middle = 0, most = 0] = sizes
  return [...(times.get(most)?.keys() ?? [])].flatMap((name) => {
    const at = (size: number) => times.get(size)?.get(name) ?? Number.NaN
    const row = (size: number): Row => ({
      scenario,
      figure: `${name}, ${size.toLocaleString('en')} ${what}`,
      value: figureOf([at(size)]),
      unit: 'ms',
    })
    return [
      row(least),
      row(middle),
      {
        ...row(most),
        against: { name: `${middle.toLocaleString('en')} ${what}`, ratio: figureOf([at(most) / at(middle)]) },
        bar: BAR,
      },
    ]
  })
}

async function grow({ name, store, variables }: MeasuredStore): Promise<Row[]> {
  const neptun = await startNeptun(NO_UPSTREAM, variables)
  try {
    const { owner, client } = await newPerson(neptun.client)
    const everything = async (chat: ChatId): Promise<Times> =>
      new Map([
        ...(await timeOperations(store, owner, chat, OPERATION_TIMES)),
        ...(await timePages(client, chat, PAGE_TIMES)),
      ])
    const createChat = async () =>
      (await store.chats.create(owner, { model: 'qwen/Qwen2.5-72B-Instruct', now: Date.now() })).id

    const byMessages = new Map<number, Times>()
    const long = await createChat()
    let messages = 0
    for (const size of MESSAGES) {
      await addMessages(store, owner, long, size - messages)
      byMessages.set(size, await everything(long))
      messages = size
    }
    const byChats = new Map<number, Times>()
    let chats = 0
    for (const size of CHATS) {
      await addChats(store, owner, size - chats)
      const short = await createChat()
      await addMessages(store, owner, short, 10)
      byChats.set(size, await everything(short))
      chats = size
    }
    return [
      ...rowsOf(`growth, ${name}`, 'chats', CHATS, byChats),
      ...rowsOf(`growth, ${name}`, 'messages', MESSAGES, byMessages),
    ]
  } finally {
    await neptun.stop()
  }
}

/** How long each operation of a store and each page takes as chats and messages become many, on both stores. */
export async function growth(): Promise<Row[]> {
  provideRedis()
  const rows: Row[] = []
  for (const open of [emptySqlite, emptyKv]) {
    const measured = await open()
    try {
      rows.push(...(await grow(measured)))
    } finally {
      await measured.stop()
    }
  }
  return rows
}
