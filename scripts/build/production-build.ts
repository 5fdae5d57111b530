import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runCommand } from '../process/command.ts'
import { ScriptError } from '../process/or-explain.ts'
import { root } from '../process/root.ts'
import { sourceHash } from './source-hash.ts'

/** Next's own folder. */
const buildFolder = join(root, '.next')
const stampPath = join(buildFolder, 'neptun-source')

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}

/** Names source and build together: a later build by other hands (another BUILD_ID) does not pass for this one. */
const stamp = (hash: string) => `${hash} ${read(join(buildFolder, 'BUILD_ID'))}`

/** Whether `.next` holds a finished build of exactly the source that stands there now. */
export function isBuildFresh(): boolean {
  return read(join(buildFolder, 'BUILD_ID')) !== undefined && read(stampPath) === stamp(sourceHash(root))
}

/**
 * Makes the production build, whether or not there is one.
 * @throws ScriptError when it fails; what `next build` had to say has been printed.
 */
export async function buildProduction(): Promise<void> {
  rmSync(stampPath, { force: true })
  const hash = sourceHash(root)
  const code = await runCommand(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
  })
  if (code !== 0) throw new ScriptError('The production build failed; the lines above say why.')
  writeFileSync(stampPath, `${stamp(hash)}\n`)
}

/**
 * Makes the production build unless there is one of this source.
 * @throws ScriptError when it fails; what `next build` had to say has been printed.
 */
export async function ensureProductionBuild(): Promise<void> {
  if (isBuildFresh()) return
  console.log('Building Neptun: there is no production build of this source yet.')
  await buildProduction()
}
