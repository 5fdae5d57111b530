import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { environmentVariables } from '../../../lib/env.ts'
import { ensureProductionBuild } from '../../build/production-build.ts'
import { root } from '../../process/root.ts'
import { startProgram } from '../process/program.ts'
import { figureOf, ratiosOf } from '../process/statistics.ts'
import type { Row } from '../report.ts'
import { startBaseline } from '../servers/baseline.ts'
import { startPortkey } from '../servers/portkey.ts'

const LOOK_EVERY_MS = 10

/** Milliseconds from the start of `npm start` (without npm itself) to the first answer of its health check. */
async function neptunStartMs(): Promise<number> {
  const dataDir = mkdtempSync(join(tmpdir(), 'neptun-bench-'))
  const blank = Object.fromEntries(environmentVariables.map((name) => [name, '']))
  const startedMs = performance.now()
  const program = await startProgram(() => [join(root, 'scripts/run.mjs'), 'start'], {
    cwd: root,
    env: { ...blank, DATA_DIR: dataDir, HOST: '127.0.0.1', LOG_LEVEL: 'warn' },
    portVariable: 'PORT',
  })
  await answered(`${program.origin}/api/health`)
  const ms = performance.now() - startedMs
  await program.stop()
  rmSync(dataDir, { recursive: true, force: true })
  return ms
}

/** The same of a server that is started from nothing and asked for a path that it need not know. */
async function startMs(start: () => ReturnType<typeof startPortkey>): Promise<number | null> {
  const startedMs = performance.now()
  const program = await start()
  if (!program) return null
  await answered(`${program.origin}/`)
  const ms = performance.now() - startedMs
  await program.stop()
  return ms
}

async function answered(address: string): Promise<void> {
  for (;;) {
    try {
      const response = await fetch(address)
      await response.arrayBuffer()
      return
    } catch {
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    }
  }
}

/** What a function of that route takes along where it is deployed: the files that Next has traced, in bytes. */
function tracedBytes(): number | null {
  const folder = join(root, '.next/server/app/api/ai')
  const trace = existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) =>
        path.endsWith('chat/route.js.nft.json'),
      )
    : undefined
  if (!trace) return null
  const { files }: { files: string[] } = JSON.parse(readFileSync(join(folder, trace), 'utf8'))
  const sizes = files.map(
    (file) => statSync(join(folder, dirname(trace), file), { throwIfNoEntry: false })?.size ?? 0,
  )
  return sizes.reduce((sum, size) => sum + size, 0)
}

/** From nothing to the first answer, and how much a serverless function of a turn weighs. */
export async function coldStart(rounds: number): Promise<Row[]> {
  const scenario = 'cold start'
  await ensureProductionBuild()
  const ours: number[] = []
  const bare: number[] = []
  const portkey: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    ours.push(await neptunStartMs())
    bare.push((await startMs(() => startBaseline('http://127.0.0.1:9'))) ?? Number.NaN)
    portkey.push((await startMs(startPortkey)) ?? Number.NaN)
  }
  const traced = tracedBytes()
  return [
    { scenario, figure: 'bare Next app', value: figureOf(bare), unit: 'ms' },
    { scenario, figure: 'portkey', value: figureOf(portkey), unit: 'ms' },
    {
      scenario,
      figure: 'npm start',
      value: figureOf(ours),
      unit: 'ms',
      against: { name: 'bare Next app', ratio: figureOf(ratiosOf(ours, bare)) },
    },
    ...(traced === null
      ? []
      : [
          {
            scenario,
            figure: 'traced files of the chat function',
            value: figureOf([traced / 1024 / 1024]),
            unit: 'MiB',
          },
        ]),
  ]
}
