import type { BurstInput, BurstResult } from '../client/burst.ts'
import { cpuMsOf } from '../process/meter.ts'
import { figureOf, ratiosOf } from '../process/statistics.ts'
import type { Row } from '../report.ts'
import type { Contestant, Stack } from '../servers/stack.ts'

export const CALLERS = 16
const ROUND_MS = 2_000
const WARM_UP_MS = 4_000

type Bar = { name: string; baseline: string; limit: number }
const bars: Record<number, readonly Bar[]> = {
  50: [
    { name: 'stored', baseline: 'streamText', limit: 1.2 },
    { name: 'v1', baseline: 'portkey', limit: 1 },
    { name: 'v1', baseline: 'pipe', limit: 0.6 },
  ],
  200: [{ name: 'stored', baseline: 'streamText', limit: 2 }],
  1000: [{ name: 'stored', baseline: 'streamText', limit: 4 }],
}

/** Replies of one round: how many a second, how much of the server's processor each took (null: unknown), how large. */
type Measured = { perSecond: number; cpuMs: number | null; bytes: number }

async function measure(stack: Stack, target: Contestant, tokens: number, forMs: number): Promise<Measured> {
  const input: BurstInput = { target, tokens, callers: CALLERS, forMs }
  const before = cpuMsOf(target.pid)
  const { replies, ms, bytes } = await stack.load.call<BurstResult>('burst', input)
  const after = cpuMsOf(target.pid)
  // The reply of each caller that is read and compared costs the server as much as any other.
  const cpuMs = before === null || after === null ? null : (after - before) / (replies + CALLERS)
  return { perSecond: replies / (ms / 1000), cpuMs, bytes: bytes / replies }
}

/** Sixteen callers, each asking again as soon as it is answered. */
export async function throughput(
  stack: Stack,
  rounds: number,
  sizes: readonly number[] = [1, 50, 200, 1000],
): Promise<Row[]> {
  for (const target of stack.contestants.values()) await measure(stack, target, 50, WARM_UP_MS)
  const rows: Row[] = []
  for (const tokens of sizes) rows.push(...(await throughputAt(stack, rounds, tokens)))
  return rows
}

async function throughputAt(stack: Stack, rounds: number, tokens: number): Promise<Row[]> {
  const scenario = `${CALLERS} callers, ${tokens} tokens at once`
  const measured = new Map<string, Measured[]>()
  for (let round = 0; round < rounds; round += 1)
    for (const [name, target] of stack.contestants)
      measured.set(name, [...(measured.get(name) ?? []), await measure(stack, target, tokens, ROUND_MS)])

  const perSecond = (name: string) => (measured.get(name) ?? []).map((round) => round.perSecond)
  const against = (name: string, baseline: string) => ({
    name: baseline,
    ratio: figureOf(ratiosOf(perSecond(name), perSecond(baseline))),
  })
  const rows: Row[] = []
  for (const name of stack.contestants.keys()) {
    rows.push({
      scenario,
      figure: `${name}, replies`,
      value: figureOf(perSecond(name)),
      unit: '/s',
      against: against(name, 'streamText'),
    })
    const cpu = (measured.get(name) ?? []).flatMap(({ cpuMs }) => (cpuMs === null ? [] : [cpuMs]))
    const baselineCpu = (measured.get('streamText') ?? []).flatMap(({ cpuMs }) => cpuMs ?? [])
    if (cpu.length > 0 && name !== 'direct')
      rows.push({
        scenario,
        figure: `${name}, processor per reply`,
        value: figureOf(cpu),
        unit: 'ms',
        against: { name: 'streamText', ratio: figureOf(ratiosOf(cpu, baselineCpu)) },
      })
    const bytes = (measured.get(name) ?? []).map((round) => round.bytes)
    rows.push({ scenario, figure: `${name}, size of a reply`, value: figureOf(bytes), unit: 'B' })
  }
  for (const { name, baseline, limit } of bars[tokens] ?? [])
    if (measured.has(name) && measured.has(baseline))
      rows.push({
        scenario,
        figure: `${name}, replies`,
        value: figureOf(perSecond(name)),
        unit: '/s',
        against: against(name, baseline),
        bar: { is: 'at least', limit },
      })
  return rows
}
