import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureProductionBuild } from '../../scripts/build/production-build.ts'
import { type ServerProcess, startServerProcess } from '../../scripts/serve/server-process.ts'
import { Client } from './client.ts'

/** A running production build of the application on a data folder of its own. */
export type App = ServerProcess & {
  readonly dataDir: string
  /** A client without cookies. */
  client(): Client
}

type AppOptions = {
  /** Variables of the application; those not named are absent, whatever the machine has. */
  env?: Record<string, string>
  /** Make the production build first if it is stale: the default. false where a global set-up has seen to it. */
  build?: boolean
}

/**
 * Starts the application as `npm start` does and waits until its health check answers. Without a DATA_DIR in `env` it
 * gets a new folder, which `stop()` clears away (`kill()` leaves it: give it to the next start as DATA_DIR).
 * @throws ServerStartError when it ends before it answers.
 */
export async function startApp({ env = {}, build = true }: AppOptions = {}): Promise<App> {
  if (build) await ensureProductionBuild()
  const dataDir = env.DATA_DIR ?? (await mkdtemp(join(tmpdir(), 'neptun-app-')))
  const server = await startServerProcess({
    LOG_LEVEL: 'debug',
    RATE_LIMIT_TURNS: '0',
    RATE_LIMIT_CONCURRENT: '0',
    ...env,
    DATA_DIR: dataDir,
  })
  return {
    ...server,
    dataDir,
    client: () => new Client(server.origin),
    stop: async () => {
      await server.stop()
      if (env.DATA_DIR === undefined) await rm(dataDir, { recursive: true, force: true })
    },
  }
}
