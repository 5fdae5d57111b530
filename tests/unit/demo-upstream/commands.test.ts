import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readPrompt } from '../../upstream/commands.ts'
import { faults } from '../../upstream/faults.ts'
import { longText, sayText } from '../../upstream/index.ts'
import { isObject, objectAt } from '../../upstream/json.ts'
import { recordingNames } from '../../upstream/recordings.ts'
import { demoAnswer } from '../../upstream/replies/demo-answer.ts'
import { wordsOf } from '../../upstream/reply.ts'
import { ask } from './ask.ts'
import { demoUpstream } from './fixture.ts'

const demo = demoUpstream()
const say = async (prompt: string) => (await ask(demo.origin, 'openrouter', prompt)).text

describe('reading a prompt', () => {
  test('commands stand on lines of their own; the rest is the question', () => {
    const plan = readPrompt('You are a pirate.\n\n/slow 5\nWhy / how?\n/fault cut-after 12\n/think 3 tags')
    expect(plan).toMatchObject({ paceMs: 5, thinkWords: 3, thinkingShape: 'tags', say: { kind: 'answer' } })
    expect(plan.question).toBe('You are a pirate.\n\nWhy / how?')
    expect(plan.faults.map(({ written, numbers }) => [written, numbers])).toEqual([['cut-after 12', [12]]])
  })

  test('what only looks like a command is text', () => {
    expect(readPrompt('/home is where\n / echo\n/Echo x').question).toBe('/home is where\n / echo\n/Echo x')
  })

  test('an unknown fault or recording is answered with help', async () => {
    expect(await say('/fault meteor')).toContain('There is no fault “meteor”')
    expect(await say('/recording nothing')).toContain('groq-text')
  })
})

describe('commands', () => {
  test('/echo says its text to the letter, following lines included', async () => {
    expect(await say('/echo  two  spaces\n\n- a line\n/slow 0\n  and more')).toBe(
      ' two  spaces\n\n- a line\n  and more',
    )
  })

  test('/say, /mark and /tokens count exactly', async () => {
    expect((await say('/say 40')).split(' ')).toHaveLength(40)
    const marked = (await say('/say 40\n/mark red')).split(' ')
    expect(marked).toHaveLength(40)
    expect((await say('/mark red\n/say 40')).split(' ')).toEqual(marked)
    expect(marked.every((word) => word.startsWith('red-'))).toBe(true)
    expect((await say('/mark red')).split(' ')).toHaveLength(60)
    const { usage, text } = await ask(demo.origin, 'openrouter', '/tokens 50 0')
    expect(text.split(' ')).toHaveLength(50)
    expect(usage).toMatchObject({ completion_tokens: 50 })
  })

  test('/mark marks the thoughts too', async () => {
    const { reasoning } = await ask(demo.origin, 'openrouter', '/mark red 3\n/think 3')
    expect(reasoning).toBe('red-thought-1 red-thought-2 red-thought-3')
  })

  test('/long writes so many characters, the same each time', async () => {
    for (const length of [1, 500, 100_000]) expect(await say(`/long ${length}`)).toBe(longText(length))
    expect(longText(12_345)).toHaveLength(12_345)
    expect(longText(5000).startsWith(longText(4000))).toBe(true)
  })

  test('/lorem, /help and /raw', async () => {
    expect((await say('/lorem')).split('\n\n')).toHaveLength(3)
    const help = await say('/help')
    for (const name of faults.keys()) expect(help).toContain(`\`${name}`)
    for (const command of ['echo', 'say', 'long', 'tokens', 'mark', 'think'])
      expect(help).toContain(`/${command}`)
    const raw = await ask(demo.origin, 'huggingface', '/raw', { body: { temperature: 0.3 } })
    expect(raw.text).toContain('"temperature": 0.3')
  })

  test.each(recordingNames)('/recording %s is handed on as it was recorded', async (name) => {
    const lines = readFileSync(new URL(`../../recordings/${name}.chunks.txt`, import.meta.url), 'utf8').trim()
    const { stream } = await ask(demo.origin, 'huggingface', `/recording ${name}`)
    const expected = lines.split('\n').map((line) => `data: ${line}\n\n`)
    expect(stream).toBe(`${expected.join('')}data: [DONE]\n\n`)
  })

  test.each(recordingNames)('/recording %s says the same in every dialect', async (name) => {
    const verbatim = await ask(demo.origin, 'cloudflare', `/recording ${name}`)
    for (const provider of ['openrouter', 'ollama'] as const) {
      const { text, reasoning } = await ask(demo.origin, provider, `/recording ${name}`)
      expect({ text, reasoning }).toEqual({ text: verbatim.text, reasoning: verbatim.reasoning })
    }
  })
})

describe('the default answer', () => {
  test('says what it is, and how to connect real models', () => {
    const answer = demoAnswer('How do tides work?', 1)
    expect(answer).toContain('How do tides work?')
    expect(answer).toContain('demo upstream')
    for (const name of ['HF_TOKEN', 'CLOUDFLARE_API_TOKEN', 'OPENROUTER_API_KEY', 'Ollama', 'npm start'])
      expect(answer).toContain(name)
    expect(demoAnswer('How do tides work?', 1)).toBe(answer)
    expect(demoAnswer('How do tides work?', 3).length).toBeLessThan(answer.length)
  })

  test('differs with the question, and has code when the question smells of it', () => {
    expect(new Set(['a', 'b', 'c', 'd'].map((question) => demoAnswer(question, 1))).size).toBe(4)
    expect(demoAnswer('Write a Python function', 1)).toContain('```python')
    expect(demoAnswer('Explain SQL joins', 1)).toContain('```sql')
    expect(demoAnswer('Why is the sky blue?', 1)).not.toContain('```')
    expect(demoAnswer('', 1)).toContain('You wrote 0 words.')
  })

  test('keeps to the token limit; what a command asks for does not', async () => {
    const short = await ask(demo.origin, 'huggingface', 'Why?', { body: { max_tokens: 20 } })
    expect(short.finish).toBe('length')
    expect(
      objectAt(isObject(short.usage) ? { usage: short.usage } : {}, 'usage').completion_tokens,
    ).toBeLessThanOrEqual(20)
    const options = { body: { options: { num_predict: 20 } } }
    expect((await ask(demo.origin, 'ollama', 'Why?', options)).finish).toBe('length')
    expect((await ask(demo.origin, 'huggingface', '/say 90', { body: { max_tokens: 20 } })).text).toBe(
      sayText(90),
    )
  })

  test('Cloudflare stops at 256 tokens when nobody asks for more', async () => {
    const question = `${'Why is code '.repeat(20)}so long? ${'x'.repeat(700)}`
    const { finish, usage } = await ask(demo.origin, 'cloudflare', `/think 200\n${question}`)
    expect({ finish, usage }).toMatchObject({
      finish: 'length',
      usage: { completion_tokens: expect.any(Number) },
    })
    const more = await ask(demo.origin, 'cloudflare', `/think 200\n${question}`, {
      body: { max_tokens: 4000 },
    })
    expect(more.finish).toBe('stop')
  })
})

test('pieces joined are the text', () => {
  for (const text of ['', ' ', 'a', ' a b ', 'a\n\n```\n  x\n```\n', '東京 🪐\t'])
    expect(wordsOf(text).join('')).toBe(text)
})
