import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { runCommand } from '../../process/command.ts'
import { ScriptError } from '../../process/or-explain.ts'
import { root } from '../../process/root.ts'
import { type Program, startProgram } from '../process/program.ts'

const folder = fileURLToPath(new URL('../baseline-app', import.meta.url))
const next = join(root, 'node_modules/next/dist/bin/next')
const stampPath = join(folder, '.next/source-hash')

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function sourceHash(): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')))
  for (const path of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort())
    if (!path.startsWith('.next') && statSync(join(folder, path)).isFile())
      hash.update(path).update(readFileSync(join(folder, path)))
  return hash.digest('hex')
}

/** Builds the benchmark's own little Next app, unless there is a build of it. */
async function ensureBuild(): Promise<void> {
  const hash = sourceHash()
  if (read(stampPath) === hash) return
  console.log('Building the baseline application.')
  const env = { ...process.env, NODE_ENV: 'production' as const, NEXT_TELEMETRY_DISABLED: '1' }
  if ((await runCommand(process.execPath, [next, 'build', folder], { env })) !== 0)
    throw new ScriptError('The baseline application could not be built.')
  writeFileSync(stampPath, hash)
}

/** Starts the bare Next routes in front of an upstream. */
export async function startBaseline(upstream: string): Promise<Program> {
  await ensureBuild()
  return startProgram((port) => [next, 'start', folder, '--port', String(port), '--hostname', '127.0.0.1'], {
    cwd: folder,
    env: { BENCH_UPSTREAM: upstream },
  })
}
