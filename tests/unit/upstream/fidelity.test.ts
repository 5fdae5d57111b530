import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import type { ReplyDelta } from '../../../lib/domain/chat.ts'
import { providerNames } from '../../../lib/domain/receipt.ts'
import { UpstreamFault } from '../../../lib/models/upstream/fault.ts'
import { openStream } from '../../../lib/models/upstream/open.ts'
import { providers } from '../providers/by-name.ts'
import { cutAt, writePieces } from './cutting.ts'
import { FakeUpstream, pointProvidersAt } from './fake-upstream.ts'
import { framed, spoken, texts, wholeReply } from './frames.ts'
import { callOf, faultOf, outcomeOf } from './outcome.ts'

const upstream = new FakeUpstream()
beforeAll(async () => {
  await upstream.start()
  pointProvidersAt(upstream.origin)
})
beforeEach(() => upstream.afresh())
afterAll(() => upstream.stop())

const usage = { inputTokens: 11, outputTokens: 22, reasoningTokens: 0, estimated: false }
const join = (deltas: readonly ReplyDelta[], type: ReplyDelta['type']) =>
  deltas
    .filter((delta) => delta.type === type)
    .map(({ text }) => text)
    .join('')

/** Text of every kind: plain, beyond ASCII, beyond the BMP, line ends, what looks like framing. */
const piece = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    '\n\n',
    '\r\n',
    'data: [DONE]\n\n',
    '😀',
    '�',
    ': comment',
    '<think>',
    '</think>',
    '"}]}',
    ' ',
    '\u2028',
  ),
)
/** Reasoning, then text: the order in which models speak. A text that begins with a thought is no text of its own. */
const reply = (reasons: boolean) =>
  fc
    .tuple(fc.array(piece, { maxLength: reasons ? 6 : 0 }), fc.array(piece, { minLength: 1, maxLength: 12 }))
    .filter(([thoughts, answer]) => thoughts.length > 0 || !answer.join('').trimStart().startsWith('<think>'))
    .map(([thoughts, answer]) => [
      ...thoughts.map((text): ReplyDelta => ({ type: 'reasoning', text })),
      ...texts(...answer),
    ])
const framing = fc.record({
  end: fc.constantFrom('\n', '\r\n', '\r'),
  space: fc.boolean(),
  comments: fc.boolean(),
  mark: fc.boolean(),
  twoLines: fc.boolean(),
})
type Framing = typeof framing extends fc.Arbitrary<infer T> ? T : never
const cuts = fc.array(fc.nat(), { maxLength: 25 })

/** A plainly framed stream in another framing that means the same. */
function reframed(plain: string, isSse: boolean, { end, space, comments, mark, twoLines }: Framing): Buffer {
  const lineEnd = !isSse && end === '\r' ? '\n' : end
  let text = plain
  if (isSse && twoLines) text = text.replace(/^data: \{/gmu, 'data: {\ndata: ')
  if (isSse && !space) text = text.replace(/^data: /gmu, 'data:')
  if (comments)
    text = isSse ? text.replace(/\n\n/gu, '\n\n: OPENROUTER PROCESSING\n\n') : text.replace(/\n/gu, '\n\n')
  return Buffer.from(`${mark ? '\uFEFF' : ''}${text.replace(/\n/gu, lineEnd)}`)
}

describe.each(providerNames)('%s', (name) => {
  const provider = providers[name]
  const voice = spoken[name]
  const isSse = voice.framing === 'sse'
  // @ai-sdk/openai, which serves Cloudflare's models that do not think, has no words for thoughts.
  const reasons = name !== 'cloudflare'

  test('any valid reply, cut at any byte, in any legal framing, gives the same', async () => {
    await fc.assert(
      fc.asyncProperty(reply(reasons), framing, cuts, async (deltas, how, places) => {
        const pieces = cutAt(reframed(wholeReply(voice, deltas), isSse, how), places)
        upstream.answer = (response) => void writePieces(response, pieces).then(() => response.end())
        const outcome = await outcomeOf(provider)
        expect(outcome.thrown).toBe(null)
        expect(outcome.text).toBe(join(deltas, 'text'))
        expect(outcome.reasoning).toBe(join(deltas, 'reasoning'))
        expect(outcome.finish).toEqual({ type: 'finish', finishReason: 'stop', usage, costUsd: null })
      }),
      { numRuns: 60 },
    )
  }, 30_000)

  test('a thought in front of the text is a thought, though the model is not known to think', async () => {
    const deltas = texts('<thi', 'nk>\nHm, ', 'so.</th', 'ink>\n\nYe', 's.')
    upstream.answer = (response) => response.end(wholeReply(voice, deltas))
    expect(await outcomeOf(provider)).toMatchObject({ reasoning: 'Hm, so.', text: 'Yes.' })
  })

  test('any truncation gives a prefix and a fault, unless the end mark was in it', async () => {
    await fc.assert(
      fc.asyncProperty(
        reply(reasons),
        framing,
        fc.nat(),
        fc.boolean(),
        cuts,
        async (deltas, how, at, clean, places) => {
          const whole = reframed(wholeReply(voice, deltas), isSse, how)
          const kept = whole.subarray(0, at % whole.length)
          upstream.answer = (response) =>
            void writePieces(response, cutAt(kept, places)).then(() =>
              clean ? response.end() : response.socket?.destroy(),
            )
          const outcome = await outcomeOf(provider)
          const wholeText = join(deltas, 'text')
          expect(wholeText.startsWith(outcome.text)).toBe(true)
          expect(join(deltas, 'reasoning').startsWith(outcome.reasoning)).toBe(true)
          if (outcome.finish) expect(outcome.text).toBe(wholeText)
          else {
            const { code } = faultOf(outcome)
            expect(['upstream_malformed', 'upstream_unavailable']).toContain(code)
            if (clean) expect(code).toBe('upstream_malformed')
          }
        },
      ),
      { numRuns: 60 },
    )
  }, 30_000)

  test('cut in front of its end mark is a cut', async () => {
    upstream.answer = (response) => response.end(framed(voice, texts('Hel', 'lo').map(voice.piece)))
    const outcome = await outcomeOf(provider)
    expect(outcome.text).toBe('Hello')
    expect(faultOf(outcome)).toMatchObject({
      code: 'upstream_malformed',
      upstreamStatus: 200,
      retryable: true,
    })
    expect(faultOf(outcome).message).toContain('broke off')
  })

  test('reset in the middle of a token keeps what came before it', async () => {
    const text = framed(voice, texts('Hel', 'lo').map(voice.piece))
    upstream.answer = (response) => {
      response.write(text.slice(0, -12))
      setTimeout(() => response.socket?.resetAndDestroy(), 30)
    }
    const outcome = await outcomeOf(provider)
    expect(outcome.text).toBe('Hel')
    expect(faultOf(outcome)).toMatchObject({
      code: 'upstream_unavailable',
      upstreamStatus: 200,
      connectionReset: false,
      retryable: true,
    })
  })

  test('reset before any byte may be tried again at once', async () => {
    for (const end of ['destroy', 'resetAndDestroy'] as const) {
      upstream.answer = (response) => response.socket?.[end]()
      expect(faultOf(await outcomeOf(provider))).toMatchObject({
        code: 'upstream_unavailable',
        upstreamStatus: null,
        connectionReset: true,
        curableElsewhere: true,
      })
    }
  })

  test('an event of 4 MiB, and a character cut in each of its places', async () => {
    const fat = '字😀'.repeat(4 * 1024 * 128)
    upstream.answer = (response) => response.end(wholeReply(voice, texts(fat)))
    expect((await outcomeOf(provider)).text === fat).toBe(true)
    const bytes = Buffer.from(wholeReply(voice, texts('ü字😀')))
    upstream.answer = (response) => {
      const each = Array.from(bytes, (_byte, at) => bytes.subarray(at, at + 1))
      void writePieces(response, each).then(() => response.end())
    }
    expect((await outcomeOf(provider)).text).toBe('ü字😀')
  })

  test('a character whose halves come in two frames is whole again', async () => {
    const [high, low] = ['\\ud83d', '\\ude00']
    const halves = framed(voice, texts('H', 'L').map(voice.piece))
      .replace('"H"', `"a${high}"`)
      .replace('"L"', `"${low}b"`)
    const [first = '', second = ''] = halves.split(/(?<=\n)(?=data: |\{)/u)
    upstream.answer = (response) => {
      response.write(first)
      setTimeout(() => response.end(second + wholeReply(voice, [])), 30)
    }
    const pieces: string[] = []
    for await (const part of openStream(provider, callOf())) if (part.type === 'text') pieces.push(part.text)
    expect(pieces).toEqual(['a', '😀b'])
  })

  test('what one read brings is one piece', async () => {
    const words = Array.from({ length: 300 }, (_word, index) => ` ${index}`)
    upstream.answer = (response) => response.end(wholeReply(voice, texts(...words)))
    let pieces = 0
    let text = ''
    for await (const part of openStream(provider, callOf()))
      if (part.type === 'text') {
        pieces += 1
        text += part.text
      }
    expect(text).toBe(words.join(''))
    expect(pieces).toBeLessThan(10)
  })

  test('what stands behind the end is nobody’s', async () => {
    const late = framed(voice, texts(' never').map(voice.piece))
    upstream.answer = (response) => {
      response.write(wholeReply(voice, texts('Hi')) + late)
      // Left open: the reply is whole, so nobody waits for more.
    }
    expect(await outcomeOf(provider)).toMatchObject({ text: 'Hi', finish: { finishReason: 'stop', usage } })
  })

  test('a connection that breaks behind the finish reason breaks nothing', async () => {
    const ending = framed(voice, voice.ending('length').slice(0, 1))
    upstream.answer = (response) => {
      response.write(framed(voice, texts('Hi').map(voice.piece)) + ending)
      setTimeout(() => response.socket?.resetAndDestroy(), 30)
    }
    expect(await outcomeOf(provider)).toMatchObject({
      text: 'Hi',
      finish: { finishReason: 'length' },
      thrown: null,
    })
  })

  test('what is not HTTP at all', async () => {
    const server = createServer(
      (socket) => void socket.end('SSH-2.0-OpenSSH_9.2p1\r\n').on('error', () => undefined),
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' ? address?.port : 0
    const parts = openStream(
      {
        ...provider,
        languageModel: (model, reasoning, fetch) =>
          provider.languageModel(model, reasoning, (url, init) =>
            fetch(Object.assign(new URL(String(url)), { port }), init),
          ),
      },
      callOf(),
    )
    await expect(parts.next()).rejects.toMatchObject({ name: 'UpstreamFault', code: 'upstream_malformed' })
    server.close()
  })
})

describe('recorded streams', () => {
  const record = (file: string) =>
    readFileSync(new URL(`../../recordings/${file}.chunks.txt`, import.meta.url), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
  type Chunk = { choices?: { delta?: Record<string, unknown> }[] }
  const told = (lines: readonly string[], key: string) =>
    lines.map((line) => (JSON.parse(line) as Chunk).choices?.[0]?.delta?.[key] ?? '').join('')

  describe.each(['groq-text', 'openai-text', 'deepseek-reasoning'])('%s', (file) => {
    const lines = record(file)
    const bytes = Buffer.from(`${lines.map((line) => `data: ${line}\n\n`).join('')}data: [DONE]\n\n`)
    const text = told(lines, 'content')
    const reasoning = told(lines, 'reasoning_content')

    test.each(['huggingface', 'cloudflare', 'openrouter'] as const)(
      'through %s, whole and cut',
      async (name) => {
        expect(text.length + reasoning.length).toBeGreaterThan(500)
        // A model that thinks is told so to Cloudflare, which then has the package that knows thoughts.
        const call = { reasoning: name === 'cloudflare' && reasoning !== '' }
        const run = async (pieces: readonly Buffer[]) => {
          upstream.answer = (response) => void writePieces(response, pieces).then(() => response.end())
          const outcome = await outcomeOf(providers[name], call)
          expect(outcome).toMatchObject({ text, reasoning, thrown: null })
          expect(outcome.finish?.finishReason).toBe('stop')
          if (file !== 'groq-text') expect(outcome.finish?.usage?.estimated).toBe(false)
        }
        await run([bytes])
        await fc.assert(
          fc.asyncProperty(fc.array(fc.nat(), { maxLength: 200 }), (places) => run(cutAt(bytes, places))),
          { numRuns: 8 },
        )
      },
    )
  })
})

describe('an address that is not there', () => {
  test.each<[string, string, boolean]>([
    ['nobody listens', 'http://127.0.0.1:1/v1', true],
    ['no such host', 'http://no-such-host.invalid/v1', false],
  ])('%s', async (_what, address, reset) => {
    vi.stubEnv('HUGGINGFACE_BASE_URL', address)
    vi.resetModules()
    const { huggingface } = await import('../../../lib/models/providers/huggingface.ts')
    const fault = faultOf(await outcomeOf(huggingface))
    expect(fault).toBeInstanceOf(UpstreamFault)
    expect(fault).toMatchObject({
      code: 'upstream_unavailable',
      upstreamStatus: null,
      connectionReset: reset,
    })
  })
})

test('a provider that is not set up sends nothing', async () => {
  const unset = { ...providers.huggingface, missing: () => 'Set HF_TOKEN' }
  const fault = faultOf(await outcomeOf(unset))
  expect(fault).toMatchObject({
    code: 'provider_not_configured',
    retryable: false,
    countsAgainstHealth: false,
  })
  expect(upstream.requests).toEqual([])
})
