import { thoughtWords } from '../../../upstream/replies/thoughts.ts'
import { type Entry, everywhere, harmless, isWhole, KEPT_WORDS, notPlayed, WORDS } from './cell.ts'

const linesHaveNone = notPlayed('Lines of JSON have no such thing.')
const forEvents = { ...everywhere(isWhole()), ollama: linesHaveNone }
const HUGE_BYTES = 1024 * 1024

const budgetUsedUp = (count: number) =>
  isWhole({ finishReason: 'length', says: (words) => words.slice(0, count).join(' ') })
const half = (words: readonly string[]) => words.slice(0, WORDS / 2).join(' ')
const thoughtsAlone = isWhole({
  finishReason: 'length',
  says: () => '',
  thinks: thoughtWords(40, null).join(''),
})

/** What is odd and harmless: the caller gets a whole reply and does not see it. */
export const oddities: readonly Entry[] = [
  harmless('comments'),
  harmless('crlf'),
  harmless('no-space', forEvents),
  harmless('multi-data', forEvents),
  harmless('bom'),
  harmless('byte-by-byte'),
  harmless('split-utf8', isWhole({ says: (words) => `${words.join(' ')} Grüße, 東京 🪐` })),
  harmless('wrong-content-type'),
  harmless('slow-headers 50'),
  harmless('double-end'),
  harmless('number-content', {
    ...everywhere(isWhole({ says: (words) => `${words.join(' ')} 42` })),
    ollama: notPlayed('Ollama writes every text as a string.'),
  }),
  harmless(
    'huge-frame 1',
    isWhole({
      says: ([first, ...others]) => `${first}${' huge'.repeat(HUGE_BYTES / 5)} ${others.join(' ')}`,
    }),
  ),
  harmless('no-done', {
    ...everywhere(isWhole()),
    ollama: notPlayed('Ollama says why a reply ended in its last line only, so it is cut without.'),
  }),
  harmless('no-finish-reason', {
    ...everywhere(isWhole({ finishReason: 'other' })),
    // Ollama's older versions never said why; `done` was enough.
    ollama: isWhole(),
  }),
  harmless('usage-missing', isWhole({ estimated: true })),
  harmless(`finish-length ${KEPT_WORDS}`, budgetUsedUp(KEPT_WORDS)),
  harmless('content-filter', {
    ...everywhere(isWhole({ finishReason: 'content-filter', says: half })),
    ollama: isWhole({ says: half }),
  }),
  ...['tags', 'tagless', 'split-tags', 'field'].map((shape) =>
    harmless(`think-unclosed 40 ${shape}`, thoughtsAlone, { thinks: true }),
  ),
]
