import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { benchPath } from './bench/folder.ts'
import { type Row, reaches, tableOf } from './bench/report.ts'
import { chatPage } from './bench/scenarios/chat-page.ts'
import { coldStart } from './bench/scenarios/cold-start.ts'
import { firstToken } from './bench/scenarios/first-token.ts'
import { growth } from './bench/scenarios/growth.ts'
import { liveStreams, STREAMS } from './bench/scenarios/live-streams.ts'
import { CALLERS, throughput } from './bench/scenarios/throughput.ts'
import { type Stack, startStack } from './bench/servers/stack.ts'
import { orExplain, ScriptError } from './process/or-explain.ts'
import { onEndingSignal, signalExitCode } from './process/signals.ts'

const { values } = parseArgs({
  // The first is the name by which scripts/run.mjs was told to run this.
  args: process.argv.slice(3),
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
  },
})

/** Scenarios that share one run of everything, and those that start what they need. */
const onStack: Record<string, (stack: Stack, rounds: number) => Promise<Row[]>> = {
  'first-token': firstToken,
  throughput,
  'live-streams': liveStreams,
}
const alone: Record<string, (rounds: number) => Promise<Row[]>> = {
  'chat-page': chatPage,
  'cold-start': coldStart,
  growth,
}
const names = [...Object.keys(onStack), ...Object.keys(alone)]

async function measureOnStack(wanted: readonly string[], rounds: number): Promise<Row[]> {
  if (wanted.length === 0) return []
  const stack = await startStack(wanted.includes('live-streams') ? STREAMS : CALLERS)
  const stopListening = onEndingSignal(
    (signal) => void stack.stop().then(() => process.exit(signalExitCode(signal))),
  )
  const rows: Row[] = []
  try {
    for (const name of wanted) {
      console.log(`Measuring ${name}.`)
      rows.push(...((await onStack[name]?.(stack, rounds)) ?? []))
    }
  } finally {
    stopListening()
    await stack.stop()
  }
  return rows
}

/**
 * `npm run bench [-- --only first-token,throughput] [--rounds 5]`: builds and starts the application and what it is
 * measured against, and prints one table; the same stands in .bench/results.json afterwards.
 */
await orExplain(async () => {
  const wanted = values.only?.split(',') ?? names
  const rounds = Number(values.rounds)
  const unknown = wanted.filter((name) => !names.includes(name))
  if (unknown.length > 0)
    throw new ScriptError(`There is no scenario ${unknown.join(', ')}; there are ${names.join(', ')}.`)
  const rows = await measureOnStack(
    wanted.filter((name) => onStack[name]),
    rounds,
  )
  for (const name of wanted) {
    if (!alone[name]) continue
    console.log(`Measuring ${name}.`)
    rows.push(...(await alone[name](rounds)))
  }
  const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model }
  writeFileSync(
    join(benchPath('.'), 'results.json'),
    JSON.stringify(
      { at: new Date().toISOString(), machine, rows: rows.map((row) => ({ ...row, reached: reaches(row) })) },
      null,
      2,
    ),
  )
  console.log(`\n${tableOf(rows)}\n`)
  console.log(
    `Node ${machine.node}, ${machine.cpus} processors (${machine.model}), nothing pinned; server, load and upstream share them.`,
  )
})
