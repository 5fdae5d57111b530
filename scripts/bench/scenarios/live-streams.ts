import type { LiveInput, LiveResult } from '../client/live.ts'
import { cpuMsOf, residentBytesOf } from '../process/meter.ts'
import { figureOf } from '../process/statistics.ts'
import type { Row } from '../report.ts'
import type { Contestant, Stack } from '../servers/stack.ts'

export const STREAMS = 1_000
const GAP_MS = 50
const FOR_SECONDS = 30
const BASELINE_SECONDS = 10
const LOOK_EVERY_MS = 500

type Measured = LiveResult & { bytesPerStream: number; cpuPerToken: number; seconds: number }

async function measure(
  stack: Stack,
  target: Contestant,
  streams: number,
  seconds: number,
): Promise<Measured> {
  const tokens = (seconds * 1000) / GAP_MS
  const input: LiveInput = { target, streams, tokens, gapMs: GAP_MS }
  const residentBefore = residentBytesOf(target.pid) ?? Number.NaN
  const cpuBefore = cpuMsOf(target.pid) ?? Number.NaN
  let most = residentBefore
  const watch = setInterval(() => {
    most = Math.max(most, residentBytesOf(target.pid) ?? 0)
  }, LOOK_EVERY_MS)
  const startedMs = performance.now()
  const result = await stack.load.call<LiveResult>('live', input)
  clearInterval(watch)
  return {
    ...result,
    bytesPerStream: (most - residentBefore) / streams,
    cpuPerToken: ((cpuMsOf(target.pid) ?? Number.NaN) - cpuBefore) / (tokens * streams),
    seconds: (performance.now() - startedMs) / 1000,
  }
}

const single = (value: number) => figureOf([value])

function rowsOf(scenario: string, name: string, measured: Measured, direct: Measured, held: boolean): Row[] {
  const row = (figure: string, value: number, unit: string, limit?: number): Row => ({
    scenario,
    figure: `${name}, ${figure}`,
    value: single(value),
    unit,
    ...(held && limit !== undefined ? { bar: { is: 'at most' as const, limit } } : {}),
  })
  return [
    row('tokens lost', measured.lost, '', 0),
    row('tokens mixed', measured.mixed, '', 0),
    row('added delay per token, p50', measured.p50Ms - direct.p50Ms, 'ms'),
    row('added delay per token, p99', measured.p99Ms - direct.p99Ms, 'ms', 150),
    row('memory per stream', measured.bytesPerStream / 1024, 'KiB', 120_000 / 1024),
    row('processor per token', measured.cpuPerToken * 1000, 'µs'),
    row('bytes per token on the wire', measured.bytes / ((STREAMS * FOR_SECONDS * 1000) / GAP_MS), 'B'),
  ]
}

/** A thousand replies at once at 20 tokens a second, every token of which is checked and timed. */
export async function liveStreams(stack: Stack): Promise<Row[]> {
  const scenario = `${STREAMS} live streams, ${1000 / GAP_MS} tokens/s`
  const of = (name: string) => stack.contestants.get(name)
  const direct = of('direct')
  if (!direct) throw new Error('There is no upstream')
  const alone = await measure(stack, direct, STREAMS, BASELINE_SECONDS)
  const rows: Row[] = [
    { scenario, figure: 'direct, delay per token, p50', value: single(alone.p50Ms), unit: 'ms' },
    { scenario, figure: 'direct, delay per token, p99', value: single(alone.p99Ms), unit: 'ms' },
  ]
  for (const name of ['pipe', 'streamText', 'portkey']) {
    const target = of(name)
    if (target)
      rows.push(
        ...rowsOf(scenario, name, await measure(stack, target, STREAMS, BASELINE_SECONDS), alone, false),
      )
  }
  for (const name of ['stored']) {
    const target = of(name)
    if (!target) continue
    // A server that has never had so many has not grown its heap yet; that growth is not one of streams.
    await measure(stack, target, STREAMS, 2)
    rows.push(...rowsOf(scenario, name, await measure(stack, target, STREAMS, FOR_SECONDS), alone, true))
  }
  return rows
}
