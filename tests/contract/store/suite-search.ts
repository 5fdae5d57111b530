import { describe, expect, test } from 'vitest'
import type { UserId } from '../../../lib/domain/ids.ts'
import {
  begin,
  chatNames,
  NOON,
  newChat,
  newUser,
  type OpenStore,
  storeOfEachTest,
  talk,
  turn,
} from './fixture.ts'

export function describeSearch(open: OpenStore): void {
  const at = storeOfEachTest(open)
  const found = (owner: UserId, query: string) => chatNames(at.store, owner, query)

  describe('search', () => {
    async function world() {
      const owner = await newUser(at.store)
      const cook = await newChat(at.store, owner, 'Crème brûlée', NOON)
      await talk(
        at.store,
        owner,
        cook.id,
        { content: 'How long in the OVEN?', now: NOON + 1 },
        { content: 'Forty minutes.' },
      )
      const code = await newChat(at.store, owner, 'Lua tables', NOON)
      await talk(
        at.store,
        owner,
        code.id,
        { content: 'Почему индекс 1?', now: NOON + 2 },
        { content: 'By tradition, ναι ΟΔΟΣ 👍🏽.' },
      )
      await newChat(at.store, owner, 'Party 🎉', NOON)
      return { owner, cook, code }
    }

    test.each([
      ['a word of a name', 'tables', ['Lua tables']],
      ['a word of a question', 'oven', ['Crème brûlée']],
      ['a word of an answer', 'forty', ['Crème brûlée']],
      ['the beginning of a word', 'trad', ['Lua tables']],
      ['no end of a word', 'dition', []],
      ['without regard to case', 'FORTY', ['Crème brûlée']],
      ['without regard to accents in the text', 'creme brulee', ['Crème brûlée']],
      ['without regard to accents in the query', 'tàblés', ['Lua tables']],
      ['accents that stand apart', 'cre\u0300me', ['Crème brûlée']],
      ['other scripts', 'ИНДЕКС', ['Lua tables']],
      ['a final sigma', 'οδοσ', ['Lua tables']],
      ['words spread over name, question and answer', 'minutes creme oven', ['Crème brûlée']],
      ['every word, not just some', 'forty tables', []],
      ['digits', '1', ['Lua tables']],
      ['an emoji of a name', '🎉', ['Party 🎉']],
      ['an emoji of an answer, whatever its skin', '👍🏻', ['Lua tables']],
      ['no other emoji', '🎈', []],
      ['what several chats hold, newest activity first', 't', ['Lua tables', 'Crème brûlée']],
      ['words between signs', '"oven"? (brulee)', ['Crème brûlée']],
    ])('finds %s', async (_what, query, names) => {
      const { owner } = await world()
      expect(await found(owner, query)).toEqual(names)
    })

    test.each([
      '',
      '   ',
      '"',
      '*',
      '***',
      '""""',
      '🙂',
      '\u0301',
      "'; DROP TABLE chats; --".replace(/\w/gu, ''),
      '\0',
    ])('finds nothing by %j, which has no word', async (query) => {
      const { owner } = await world()
      expect(await found(owner, query)).toEqual([])
    })

    test.each([
      'oven AND forty',
      'oven OR nothing',
      'NEAR(oven forty)',
      'words:oven',
      '^oven',
      'oven*',
      'NOT oven',
      'u1_oven',
      '"oven',
    ])('takes the operators in %j for words', async (query) => {
      const { owner, cook } = await world()
      const words = query.toLowerCase().match(/[a-z0-9]+/gu) ?? []
      const missing = words.filter((word) => word !== 'oven' && word !== 'forty')
      expect(await found(owner, query)).toEqual(missing.length === 0 ? [cook.name] : [])
    })

    test('finds Chinese, Japanese and Thai inside a sentence', async () => {
      const owner = await newUser(at.store)
      const { id } = await newChat(at.store, owner, 'Languages')
      await talk(
        at.store,
        owner,
        id,
        { content: '我想学习大语言模型' },
        { content: 'モデルについて ภาษาไทย' },
      )
      for (const query of ['语言', '模型', '型', '学', '大语言模型', 'モデル', 'ไทย', '我想 languages'])
        expect(await found(owner, query), query).toEqual(['Languages'])
      for (const query of ['型大', '日本', 'モデム']) expect(await found(owner, query), query).toEqual([])
    })

    test('follows a new name and leaves the words of the messages', async () => {
      const { owner, code } = await world()
      await talk(at.store, owner, code.id, { content: 'More tables' })
      await at.store.chats.update(owner, code.id, { name: 'Scripts' })
      expect(await found(owner, 'scripts')).toEqual(['Scripts'])
      expect(await found(owner, 'lua')).toEqual([])
      expect(await found(owner, 'tables')).toEqual(['Scripts'])
    })

    test('knows the default name and the title that takes its place', async () => {
      const owner = await newUser(at.store)
      const { id } = await newChat(at.store, owner)
      expect(await found(owner, 'new chat')).toEqual(['New chat'])
      await begin(at.store, owner, turn(id, { content: 'x', title: 'Volcanoes' }))
      expect(await found(owner, 'volcano')).toEqual(['Volcanoes'])
      expect(await found(owner, 'new')).toEqual([])
    })

    test('finds a reply once it has ended, by all that it says then', async () => {
      const { generations } = at.store
      const owner = await newUser(at.store)
      const { id } = await newChat(at.store, owner, 'Log')
      const { input } = await begin(at.store, owner, turn(id))
      await generations.append(
        owner,
        input.generationId,
        [{ type: 'text', text: 'basalt', position: 0 }],
        NOON,
      )
      await generations.reap({ owner, chat: id }, NOON + 1, NOON)
      expect(await found(owner, 'basalt')).toEqual(['Log'])
      const ended = { status: 'complete', content: 'basalt and granite', reasoning: 'obsidian' } as const
      const rest = { finishReason: null, usage: null, receipt: null, error: null, now: NOON }
      await generations.finish(owner, input.generationId, { ...ended, ...rest })
      expect(await found(owner, 'basalt granite')).toEqual(['Log'])
      expect(await found(owner, 'obsidian')).toEqual([])
    })

    test('sees what is the owner’s alone', async () => {
      const { owner } = await world()
      const stranger = await newUser(at.store)
      await newChat(at.store, stranger, 'Tables too')
      expect(await found(owner, 'tables')).toEqual(['Lua tables'])
      expect(await found(stranger, 'tables')).toEqual(['Tables too'])
    })

    test('finds very long words and texts', async () => {
      const owner = await newUser(at.store)
      const { id } = await newChat(at.store, owner, 'Long')
      const word = `a${'b𐐷'.repeat(5000)}`
      await talk(at.store, owner, id, { content: word }, { content: 'word '.repeat(200_000) })
      expect(await found(owner, word)).toEqual(['Long'])
      expect(await found(owner, word.slice(0, 20))).toEqual(['Long'])
      expect(await found(owner, 'word '.repeat(50))).toEqual(['Long'])
    })

    test('pages through words that many chats have', { timeout: 120_000 }, async () => {
      const owner = await newUser(at.store)
      // More than the number at which a word counts as common and the newest chats are walked instead.
      const names = Array.from(
        { length: 1100 },
        (_, index) => `common ${index % 100 === 0 ? 'rare' : 'other'} ${index}`,
      )
      for (const [index, name] of names.entries()) await newChat(at.store, owner, name, NOON + index)
      const newest = names.toReversed()
      expect(await found(owner, 'common')).toEqual(newest.slice(0, 100))
      expect(await found(owner, 'rare com')).toEqual(newest.filter((name) => name.includes('rare')))
      expect(await found(owner, 'common o')).toEqual(
        newest.filter((name) => name.includes('other')).slice(0, 100),
      )
      const all: string[] = []
      for (let cursor: string | null | undefined; cursor !== null; ) {
        const page = await at.store.chats.list(owner, { limit: 100, cursor, query: 'com o' })
        if (page === 'invalid-cursor') throw new Error(page)
        all.push(...page.chats.map((chat) => chat.name))
        cursor = page.nextCursor
      }
      expect(all).toEqual(newest.filter((name) => name.includes('other')))
    })
  })
}
