import type { ChatRequest } from './chat-request.ts'
import type { Plan } from './commands.ts'
import { type ProviderName, reasoningModels } from './models.ts'
import { type Recording, recording } from './recordings.ts'
import { demoAnswer } from './replies/demo-answer.ts'
import { markText, sayText, tokenPieces } from './replies/texts.ts'
import { thoughtWords, withThoughts } from './replies/thoughts.ts'
import { type Piece, type Reply, type ThinkingShape, tokensIn, usageOfPieces, wordsOf } from './reply.ts'
import type { Settings } from './settings.ts'

/** How long a reasoning model thinks when nobody says. */
const USUAL_THOUGHT_WORDS = 30

const asText = (text: string): Piece => ({ kind: 'text', text })

function spoken({ say, mark, question }: Plan, request: ChatRequest): string[] {
  switch (say.kind) {
    case 'words':
      return wordsOf(mark ? markText(mark, say.count) : sayText(say.count))
    case 'tokens':
      return mark ? wordsOf(markText(mark, say.count)) : tokenPieces(say.count)
    case 'text':
      return wordsOf(say.text)
    case 'lines':
      return say.text.split(/(?<=\n)/u)
    case 'request':
      return wordsOf(`\`\`\`json\n${JSON.stringify(request.body, null, 2)}\n\`\`\``)
    case 'answer':
      return wordsOf(demoAnswer(question, request.turn))
    case 'recording':
      return []
  }
}

/** As many pieces as the tokens allow. */
function within(pieces: readonly Piece[], maxTokens: number | null): readonly Piece[] {
  if (maxTokens === null) return pieces
  let left = maxTokens
  const end = pieces.findIndex(({ text }) => {
    left -= tokensIn(text.length)
    return left < 0
  })
  return end < 0 ? pieces : pieces.slice(0, end)
}

const replayed = ({ frames, pieces, usage }: Recording, paceMs: number): Reply => ({
  pieces,
  finish: 'stop',
  tellUsage: true,
  usage,
  paceMs,
  recording: frames,
})

/** Only the template of a model that thinks writes its opening tag for it. */
const usualShape = (model: string, shape: ThinkingShape): ThinkingShape =>
  shape === 'tagless' && !reasoningModels.has(model) ? 'tags' : shape

/**
 * What is said to a plan. The default answer keeps to the request's token limit, as a model would; what a command
 * asks for is said to the letter.
 */
export function replyTo(plan: Plan, request: ChatRequest, provider: ProviderName, settings: Settings): Reply {
  const paceMs = plan.paceMs ?? settings.delayMs
  if (plan.say.kind === 'recording') return replayed(recording(plan.say.name), paceMs)
  const words = plan.thinkWords ?? (reasoningModels.has(request.model) ? USUAL_THOUGHT_WORDS : 0)
  const thoughts = thoughtWords(words, plan.mark)
  const shape = plan.thinkingShape ?? usualShape(request.model, settings.thinking[provider])
  const all = withThoughts(thoughts, spoken(plan, request).map(asText), shape)
  const pieces = plan.say.kind === 'answer' ? within(all, request.maxTokens) : all
  return {
    pieces,
    finish: pieces.length < all.length ? 'length' : 'stop',
    tellUsage: true,
    usage: usageOfPieces(tokensIn(request.promptCharacters), pieces),
    paceMs,
    recording: null,
  }
}
