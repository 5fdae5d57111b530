import type { Answer, Frame } from '../answer.ts'
import type { Fault, FaultArguments } from './fault.ts'

const DEFAULT_PIECES = 5

const isContent = (frame: Frame) => frame.kind === 'text' || frame.kind === 'reasoning'
const endKinds: ReadonlySet<Frame['kind']> = new Set(['finish', 'usage', 'done', 'raw'])
/** A body that is no stream counts as an end: it is never sent whole by what stops before the end. */
const isEnd = (frame: Frame) => endKinds.has(frame.kind)
const pieces = ({ numbers }: FaultArguments) => numbers[0] ?? DEFAULT_PIECES

/** The frames up to `count` pieces of the reply, never its end; then what `next` makes of the frame that follows. */
function* upTo(frames: Iterable<Frame>, count: number, next: (frame: Frame) => Iterable<Frame> = () => []) {
  let seen = 0
  for (const frame of frames) {
    if (isEnd(frame) || (isContent(frame) && seen === count)) {
      yield* next(frame)
      return
    }
    if (isContent(frame)) seen += 1
    yield frame
  }
}

/** Ends cleanly after N pieces, without any end mark. */
export const cutAfter: Fault['answer'] = (answer, given) => ({
  ...answer,
  frames: upTo(answer.frames, pieces(given)),
  ending: 'cut',
})

/** Destroys the connection in the middle of the piece after the first N. */
export const resetAfter: Fault['answer'] = (answer, given) => ({
  ...answer,
  frames: upTo(answer.frames, pieces(given), (frame) => [{ ...frame, half: true }]),
  ending: 'reset',
})

/** Sends nothing more after N pieces and keeps the connection. */
export const silenceAfter: Fault['answer'] = (answer, given) => ({
  ...answer,
  frames: upTo(answer.frames, pieces(given)),
  ending: 'hang',
})

/** An error in the stream after N pieces; nothing of the reply follows. A second number is its code. */
export const errorAfter: Fault['answer'] = (answer, given, { dialect, request }) => {
  if (!request) return answer
  const error = dialect.errorFrames(request, given.numbers[1] ?? null, given.words[0])
  return { ...answer, frames: upTo(answer.frames, pieces(given), () => error), ending: 'complete' }
}

/** An error as the very first frame; a number is its code. */
export const errorFirst: Fault['answer'] = (answer, given, { dialect, request }) =>
  request
    ? { ...answer, frames: dialect.errorFrames(request, given.numbers[0] ?? null, given.words[0]) }
    : answer

function* withMalformed(frames: Iterable<Frame>, count: number): Generator<Frame> {
  let seen = 0
  let placed = false
  for (const frame of frames) {
    if (!placed && isContent(frame) && seen === count) {
      placed = true
      yield { ...frame, kind: 'malformed', payload: frame.payload.slice(0, frame.payload.length / 2) }
      continue
    }
    if (!placed && isEnd(frame)) {
      placed = true
      yield { kind: 'malformed', payload: '{"id":' }
    }
    if (isContent(frame)) seen += 1
    yield frame
  }
}

/** The piece after the first N is a line of broken JSON; the stream goes on. */
export const malformedAfter: Fault['answer'] = (answer, given) => ({
  ...answer,
  frames: withMalformed(answer.frames, pieces(given)),
})

function* forEver(frames: Iterable<Frame>, waitMs: number): Generator<Frame> {
  const content: Frame[] = []
  for (const frame of frames) {
    if (isEnd(frame)) break
    if (!isContent(frame)) yield frame
    else {
      content.push({ ...frame, waitMs })
      yield { ...frame, waitMs }
    }
  }
  while (content.length > 0) yield* content
}

/** Repeats the reply without end, a piece every N ms. */
export const endless: Fault['answer'] = (answer, { numbers }) => ({
  ...answer,
  frames: forEver(answer.frames, Math.max(1, numbers[0] ?? 5)),
})

function* each(frames: Iterable<Frame>, change: (frame: Frame) => Iterable<Frame>): Generator<Frame> {
  for (const frame of frames) yield* change(frame)
}

/** A keep-alive before every frame. */
export const comments: Fault['answer'] = (answer, _given, { dialect }) => ({
  ...answer,
  frames: each(answer.frames, (frame) => [{ kind: 'keep-alive', payload: dialect.keepAlive }, frame]),
})

function* onlyComments(comment: string, waitMs: number): Generator<Frame> {
  while (true) yield { kind: 'keep-alive', payload: comment, waitMs }
}

/** Keep-alives for ever and nothing else, one every N ms. */
export const keepAliveOnly: Fault['answer'] = (answer, { numbers }, { dialect }) => ({
  ...answer,
  frames: onlyComments(dialect.keepAlive, Math.max(1, numbers[0] ?? 1000)),
})

/** Without the end mark. */
export const withoutDone = (answer: Answer): Answer => ({
  ...answer,
  frames: each(answer.frames, (frame) => (frame.kind === 'done' ? [] : [frame])),
})

/** Says twice that it is over. */
export const doubleEnd = (answer: Answer): Answer => ({
  ...answer,
  frames: each(answer.frames, (frame) =>
    frame.kind === 'finish' || frame.kind === 'done' ? [frame, frame] : [frame],
  ),
})

/** Pieces of digits come as bare JSON numbers instead of strings. */
export const numbersForText = (answer: Answer): Answer => ({
  ...answer,
  frames: each(answer.frames, (frame) => [
    { ...frame, payload: frame.payload.replace(/"content":"(\d+)"/u, '"content":$1') },
  ]),
})
