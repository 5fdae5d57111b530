import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { benchPath } from '../folder.ts'
import { type Program, startProgram } from '../process/program.ts'

/** Its own lock file's versions; with newer ones its streams answer 500 (Portkey-AI/gateway#1389). */
const manifest = {
  private: true,
  dependencies: { '@portkey-ai/gateway': '1.15.2' },
  overrides: { hono: '4.9.7', '@hono/node-server': '1.13.5', '@hono/node-ws': '1.2.0' },
}
const INSTALL_WITHIN_MS = 180_000

const onLoopback = fileURLToPath(new URL('listen-on-loopback.mjs', import.meta.url))

/** Installs Portkey's gateway into the benchmark's folder and starts it; null where it cannot be had. */
export async function startPortkey(): Promise<Program | null> {
  const folder = benchPath('portkey')
  const server = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js')
  if (!existsSync(server)) {
    console.log('Installing @portkey-ai/gateway for comparison.')
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
    spawnSync('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts'], {
      cwd: folder,
      stdio: 'ignore',
      timeout: INSTALL_WITHIN_MS,
    })
  }
  if (!existsSync(server)) return null
  return startProgram((port) => ['--import', onLoopback, server, '--headless', `--port=${port}`], {
    cwd: folder,
  })
}
