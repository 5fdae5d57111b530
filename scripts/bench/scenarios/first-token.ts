import type { SequenceInput, SequenceResult } from '../client/sequence.ts'
import { figureOf, ratiosOf } from '../process/statistics.ts'
import type { Row } from '../report.ts'
import type { Stack } from '../servers/stack.ts'

const TOKENS = 50
const REQUESTS = 60
const WARM_UP_REQUESTS = 150

/** One caller: how much later than from the upstream itself the first token comes. */
export async function firstToken(stack: Stack, rounds: number): Promise<Row[]> {
  const measured = new Map<string, number[]>()
  const ask = (name: string, requests: number) => {
    const target = stack.contestants.get(name)
    return stack.load.call<SequenceResult>('sequence', { target, tokens: TOKENS, requests } as SequenceInput)
  }
  for (const name of stack.contestants.keys()) await ask(name, WARM_UP_REQUESTS)
  for (let round = 0; round < rounds; round += 1)
    for (const name of stack.contestants.keys()) {
      const { firstTokenMs } = await ask(name, REQUESTS)
      measured.set(name, [...(measured.get(name) ?? []), firstTokenMs])
    }

  const direct = measured.get('direct') ?? []
  const added = (name: string) => (measured.get(name) ?? []).map((ms, round) => ms - (direct[round] ?? 0))
  const row = (name: string, baseline: string, limit?: number): Row => ({
    scenario: 'first token, 1 caller',
    figure: `${name}, added over direct`,
    value: figureOf(added(name)),
    unit: 'ms',
    against: { name: baseline, ratio: figureOf(ratiosOf(added(name), added(baseline))) },
    ...(limit === undefined ? {} : { bar: { is: 'at most', limit } }),
  })
  const has = (name: string) => stack.contestants.has(name)
  return [
    { scenario: 'first token, 1 caller', figure: 'direct', value: figureOf(direct), unit: 'ms' },
    row('pipe', 'streamText'),
    ...(has('portkey') ? [row('portkey', 'streamText')] : []),
    row('stored', 'streamText', 0.75),
    ...(has('portkey') ? [row('stored', 'portkey', 0.2)] : []),
    row('playground', 'streamText'),
    ...(has('v1') ? [row('v1', 'streamText')] : []),
  ]
}
