import { type FaultCall, faults, readFault } from './faults.ts'
import { type RecordingName, recordingNames } from './recordings.ts'
import { longText, loremText } from './replies/texts.ts'
import { type ThinkingShape, thinkingShapes } from './reply.ts'

/** What a prompt asks for. */
export type Plan = {
  /** What is left of the prompt without its commands. */
  question: string
  say:
    | { kind: 'answer' }
    | { kind: 'words'; count: number }
    | { kind: 'tokens'; count: number }
    | { kind: 'text'; text: string }
    | { kind: 'lines'; text: string }
    | { kind: 'request' }
    | { kind: 'recording'; name: RecordingName }
  /** Words of thought; null leaves it to the model. */
  thinkWords: number | null
  thinkingShape: ThinkingShape | null
  /** Carried by every word of `words` and `tokens`, and by every thought. */
  mark: string | null
  /** Milliseconds per piece; null leaves it to the settings. */
  paceMs: number | null
  faults: FaultCall[]
}

type Command = { takes?: string; description: string; run: (plan: Plan, rest: string) => void }

/** A typing error must not fill the memory. */
const MOST_WORDS = 200_000
const USUAL_WORDS = 60
const MOST_CHARACTERS = 4_000_000

const text = (plan: Plan, said: string) => {
  plan.say = { kind: 'text', text: said }
}
const numberIn = (word: string | undefined, usual: number, most: number) =>
  word && /^\d+(\.\d+)?$/u.test(word) ? Math.min(Number(word), most) : usual
const count = (word: string | undefined, usual: number, most: number) =>
  Math.floor(numberIn(word, usual, most))
const wordsIn = (rest: string) => rest.trim().split(/\s+/u)

const commands = new Map<string, Command>([
  [
    'help',
    {
      description: 'shows this list',
      run: (plan) => {
        plan.say = { kind: 'lines', text: helpText() }
      },
    },
  ],
  ['echo', { takes: 'TEXT', description: 'says the text, following lines included', run: text }],
  [
    'say',
    {
      takes: 'N',
      description: 'says N words, no two alike',
      run: (plan, rest) => {
        plan.say = { kind: 'words', count: count(wordsIn(rest)[0], USUAL_WORDS, MOST_WORDS) }
      },
    },
  ],
  [
    'long',
    {
      takes: 'N',
      description: 'writes N characters of Markdown',
      run: (plan, rest) => text(plan, longText(count(wordsIn(rest)[0], 4000, MOST_CHARACTERS))),
    },
  ],
  [
    'lorem',
    { description: 'writes three paragraphs that mean nothing', run: (plan) => text(plan, loremText()) },
  ],
  [
    'slow',
    {
      takes: 'MS',
      description: 'waits so long before each piece',
      run: (plan, rest) => {
        plan.paceMs = numberIn(wordsIn(rest)[0], 250, 600_000)
      },
    },
  ],
  [
    'think',
    {
      takes: `N [${thinkingShapes.join('|')}]`,
      description: 'thinks N words first; 0 stops a reasoning model from thinking',
      run: (plan, rest) => {
        const [first, second] = wordsIn(rest)
        plan.thinkWords = count(first, 40, MOST_WORDS)
        plan.thinkingShape = thinkingShapes.find((shape) => shape === first || shape === second) ?? null
      },
    },
  ],
  [
    'mark',
    {
      takes: 'ID [N]',
      description: 'says N words that all carry the mark; marks those of `/say` and `/tokens` too',
      run: (plan, rest) => {
        const [mark = 'mark', words] = wordsIn(rest)
        plan.mark = mark
        if (words !== undefined || plan.say.kind === 'answer')
          plan.say = { kind: 'words', count: count(words, USUAL_WORDS, MOST_WORDS) }
      },
    },
  ],
  [
    'tokens',
    {
      takes: 'N [RATE]',
      description: 'sends N tokens, RATE per second; 0 sends all at once',
      run: (plan, rest) => {
        const [tokens, rate] = wordsIn(rest)
        plan.say = { kind: 'tokens', count: count(tokens, 50, MOST_WORDS) }
        const perSecond = numberIn(rate, -1, 1_000_000)
        if (perSecond >= 0) plan.paceMs = perSecond === 0 ? 0 : 1000 / perSecond
      },
    },
  ],
  [
    'recording',
    {
      takes: recordingNames.join('|'),
      description: 'replays what a real provider once sent',
      run: (plan, rest) => {
        const name = recordingNames.find((known) => known === rest.trim())
        if (name) plan.say = { kind: 'recording', name }
        else text(plan, `There is no recording “${rest.trim()}”. There are: ${recordingNames.join(', ')}.`)
      },
    },
  ],
  [
    'raw',
    {
      description: 'shows the request as it arrived here',
      run: (plan) => {
        plan.say = { kind: 'request' }
      },
    },
  ],
  [
    'fault',
    {
      takes: 'KIND [N]',
      description: 'plays one of the faults below',
      run: (plan, rest) => {
        const call = readFault(rest)
        if (call) plan.faults.push(call)
        else text(plan, `There is no fault “${rest.trim()}”. Send \`/help\` for the list.`)
      },
    },
  ],
])

const line = (name: string, takes: string | undefined, description: string) =>
  `- \`${takes ? `${name} ${takes}` : name}\` ${description}`

/** The list of commands and faults, as Markdown. */
export function helpText(): string {
  const listed = Array.from(commands, ([name, { takes, description }]) =>
    line(`/${name}`, takes, description),
  )
  const faulty = Array.from(faults, ([name, { takes, description }]) => line(name, takes, description))
  return [
    '## Commands of the demo upstream',
    'Each stands on a line of its own, and several may be combined. The rest of the message is the question.',
    listed.join('\n'),
    '## Faults',
    'For `/fault`. Behind those that refuse, a number becomes Retry-After, and `empty`, `html`, `text` or `mislabelled` replaces the body.',
    faulty.join('\n'),
  ].join('\n\n')
}

/** Reads a prompt: commands on lines of their own, the rest is the question. */
export function readPrompt(prompt: string): Plan {
  const plan: Plan = {
    question: '',
    say: { kind: 'answer' },
    thinkWords: null,
    thinkingShape: null,
    mark: null,
    paceMs: null,
    faults: [],
  }
  if (!prompt.includes('/')) return { ...plan, question: prompt.trim() }
  const question: string[] = []
  let echo: string[] | null = null
  for (const written of prompt.split('\n')) {
    const [, name = '', rest = ''] = /^\/([a-z]+)(?:\s(.*))?$/su.exec(written) ?? []
    const command = commands.get(name)
    if (!command) (echo ?? question).push(written)
    else if (name === 'echo') echo = rest === '' ? [] : [rest]
    else command.run(plan, rest)
  }
  if (echo) text(plan, echo.join('\n'))
  return { ...plan, question: question.join('\n').trim() }
}
