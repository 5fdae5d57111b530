/** What is answered when no command says otherwise: honest about itself, different for each question, always the same for one. */

const BRIEF_CHARACTERS = 120

const openings = [
  'No real model read this.',
  'This answer comes from no model.',
  'There is no model at this end.',
  'What you read is not written by a model.',
]

const codeWords =
  /```|\b(code|function|bug|regex|sql|query|script|typescript|javascript|python|bash|shell|class|compile|algorithm|api|json)\b/iu

type Sample = { test: RegExp; language: string; code: (question: string) => string }

const samples: readonly Sample[] = [
  {
    test: /\bpython\b/iu,
    language: 'python',
    code: (question) =>
      `def demo_answer(question: str) -> str:\n    """A real model would do better."""\n    return f"{len(question.split())} words asked"\n\n\nprint(demo_answer(${JSON.stringify(question)}))`,
  },
  {
    test: /\b(sql|query|database)\b/iu,
    language: 'sql',
    code: () =>
      "SELECT model, count(*) AS replies\nFROM messages\nWHERE role = 'assistant'\nGROUP BY model\nORDER BY replies DESC;",
  },
  {
    test: /\b(bash|shell|terminal|curl)\b/iu,
    language: 'bash',
    code: (question) => `printf '%s' ${JSON.stringify(question)} | wc -w   # words in your question`,
  },
  {
    test: /./u,
    language: 'ts',
    code: (question) =>
      `const question = ${JSON.stringify(question)}\nconst words = question.split(/\\s+/).length\nconsole.log(\`\${words} words asked\`)`,
  },
]

function hashOf(text: string): number {
  let hash = 0
  for (let index = 0; index < text.length; index += 1)
    hash = (Math.imul(hash, 31) + text.charCodeAt(index)) >>> 0
  return hash
}

function briefly(question: string): string {
  const line = question.replace(/\s+/gu, ' ').trim()
  const characters = Array.from(line)
  return characters.length <= BRIEF_CHARACTERS ? line : `${characters.slice(0, BRIEF_CHARACTERS).join('')}…`
}

function kindOf(question: string): string {
  if (codeWords.test(question)) return 'It smells of code, so there is some below.'
  if (/^\s*(hi|hello|hey|good (morning|evening|day)|hallo|moin)\b/iu.test(question))
    return 'It sounds like a greeting: hello to you too.'
  if (/\b(list|steps|plan|ideas|compare)\b/iu.test(question)) return 'It asks for a list, and this is one.'
  return question.includes('?')
    ? 'It is a question, as the question mark gives away.'
    : 'It is a statement rather than a question.'
}

const connecting = `**To talk to real models**, set any of these and run \`npm start\`:

- \`HF_TOKEN\` for the models at Hugging Face
- \`CLOUDFLARE_ACCOUNT_ID\` and \`CLOUDFLARE_API_TOKEN\` for Cloudflare
- \`OPENROUTER_API_KEY\` for OpenRouter
- nothing for Ollama: start it, and its model is found`

const reminder =
  'To talk to real models, set `HF_TOKEN`, `CLOUDFLARE_ACCOUNT_ID` and `CLOUDFLARE_API_TOKEN`, or `OPENROUTER_API_KEY`, or start Ollama; then run `npm start`.'

/** The demo's answer to a question; `turn` counts the questions of the chat, and only the first is told all. */
export function demoAnswer(question: string, turn: number): string {
  const words = question.split(/\s+/u).filter(Boolean)
  const longest = words.reduce((best, word) => (word.length > best.length ? word : best), '')
  const brief = briefly(question)
  const opening = openings[hashOf(question) % openings.length]
  const parts = [
    ...(brief ? [`> ${brief}`] : []),
    `**${opening}** You are talking to the built-in demo upstream, a small program that stands in for the providers. What it can tell by itself:`,
    [
      `- You wrote ${words.length} ${words.length === 1 ? 'word' : 'words'}${longest ? `; the longest is “${longest.slice(0, 40)}”` : ''}.`,
      `- ${kindOf(question)}`,
      '- The same question always gets this same answer.',
    ].join('\n'),
  ]
  if (codeWords.test(question)) {
    const sample = samples.find(({ test }) => test.test(question))
    if (sample) parts.push(`\`\`\`${sample.language}\n${sample.code(brief)}\n\`\`\``)
  }
  parts.push(
    turn <= 1 ? connecting : reminder,
    'Send `/help` to see how I can be made to think, to fail, or to go on and on.',
  )
  return parts.join('\n\n')
}
