import { readFileSync } from 'node:fs'
import type { Frame, FrameKind } from './answer.ts'
import { isObject, objectAt } from './json.ts'
import type { Piece, Reply } from './reply.ts'

/** The recorded streams in tests/recordings. */
export const recordingNames = ['groq-text', 'deepseek-reasoning', 'openai-text'] as const
export type RecordingName = (typeof recordingNames)[number]

export type Recording = {
  /** The chunks exactly as they were recorded. */
  frames: readonly Frame[]
  pieces: readonly Piece[]
  usage: Reply['usage']
}

const read = new Map<RecordingName, Recording>()

/** A recording, read from its file at the first use. */
export function recording(name: RecordingName): Recording {
  let known = read.get(name)
  if (!known) {
    const file = new URL(`../recordings/${name}.chunks.txt`, import.meta.url)
    known = parse(readFileSync(file, 'utf8').split('\n').filter(Boolean))
    read.set(name, known)
  }
  return known
}

function parse(payloads: readonly string[]): Recording {
  const frames: Frame[] = []
  const pieces: Piece[] = []
  const usage = { inputTokens: 0, outputTokens: 0, reasoningTokens: 0 }
  for (const payload of payloads) {
    const chunk: unknown = JSON.parse(payload)
    if (!isObject(chunk)) throw new Error('A line of a recording is no JSON object')
    const piece = pieceOf(chunk)
    if (piece) pieces.push(piece)
    frames.push({ kind: piece?.kind ?? kindOf(chunk), payload })
    const told = objectAt(chunk, 'usage')
    usage.inputTokens ||= Number(told.prompt_tokens ?? 0)
    usage.outputTokens ||= Number(told.completion_tokens ?? 0)
    usage.reasoningTokens ||= Number(objectAt(told, 'completion_tokens_details').reasoning_tokens ?? 0)
  }
  return { frames, pieces, usage }
}

function firstChoice(chunk: Record<string, unknown>): Record<string, unknown> | undefined {
  const choices: unknown[] = Array.isArray(chunk.choices) ? chunk.choices : []
  return isObject(choices[0]) ? choices[0] : undefined
}

function pieceOf(chunk: Record<string, unknown>): Piece | null {
  const delta = objectAt(firstChoice(chunk) ?? {}, 'delta')
  const { content, reasoning_content: reasoning } = delta
  if (typeof content === 'string' && content) return { kind: 'text', text: content }
  return typeof reasoning === 'string' && reasoning ? { kind: 'reasoning', text: reasoning } : null
}

function kindOf(chunk: Record<string, unknown>): FrameKind {
  const choice = firstChoice(chunk)
  if (!choice) return 'usage'
  return choice.finish_reason ? 'finish' : 'opening'
}
