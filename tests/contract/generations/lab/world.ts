import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { DEAD_AFTER_MS, FLUSH_EMBEDDED_MS, FLUSH_KV_MS } from '../../../../lib/chat/timing.ts'
import type { Store } from '../../../../lib/store/contract.ts'
import { openKvStore } from '../../../../lib/store/kv/open.ts'
import { openSqliteStore } from '../../../../lib/store/sqlite/open.ts'
import { type Kv, startKv } from '../../../kv-bridge/start-kv.ts'
import { type App, startApp } from '../../../support/app.ts'
import { Client } from '../../../support/client.ts'
import { startUpstream, type Upstream, upstreamEnvironment } from '../../../upstream/index.ts'

export const storeKinds = ['sqlite', 'kv'] as const
export type StoreKind = (typeof storeKinds)[number]

/** A store, a demo upstream, and as many processes of the application on them as a test starts. */
export type World = {
  readonly kind: StoreKind
  /** How often a running reply is written down here. */
  readonly flushMs: number
  readonly upstream: Upstream
  /** Another process on the same store, with variables of its own. */
  start(env?: Record<string, string>): Promise<App>
  /** The store past the application, as a further process would open it. */
  readonly store: Store
  /** Makes it look as if a running reply had given no sign of life for half a minute and more. */
  silence(generationId: string): Promise<void>
  /**
   * Ends all.
   * @throws Error when one of the processes has logged a fault, or words of a message.
   */
  stop(): Promise<void>
}

/** Words of the demo upstream are numbered, and its commands begin lines of a question. */
const faultPattern =
  /"level":"error"|unhandled|uncaught|⨯|^\s+at |-\d+ [a-z]+-?\d+|\/(?:mark|say|slow|fault)\b/iu
const faultsIn = (logs: string) => logs.split('\n').filter((line) => faultPattern.test(line))

/** Where a store is, how its heartbeats are moved back, and how it is cleared away. */
type Place = {
  env: Record<string, string>
  store: Store
  silence(generationId: string): Promise<void>
  remove(): Promise<void>
}

const SILENCE_MS = DEAD_AFTER_MS + 1_000
const HEARTBEATS = 'neptun:generations:heartbeats'

function kvPlace(kv: Kv): Place {
  return {
    env: { KV_REST_API_URL: kv.url, KV_REST_API_TOKEN: kv.token },
    store: openKvStore(kv),
    async silence(generationId) {
      const running = await kv.send(['ZRANGE', HEARTBEATS, '0', '-1'])
      for (const member of Array.isArray(running) ? running.map(String) : [])
        if (member.endsWith(`:${generationId}`))
          await kv.send(['ZINCRBY', HEARTBEATS, String(-SILENCE_MS), member])
    },
    remove: () => kv.stop(),
  }
}

function sqlitePlace(dataDir: string): Place {
  const store = openSqliteStore(dataDir)
  return {
    env: { DATA_DIR: dataDir },
    store,
    async silence(generationId) {
      const database = new DatabaseSync(join(dataDir, 'neptun.db'), { timeout: 5_000 })
      const back = database.prepare('UPDATE generations SET heartbeat_at = heartbeat_at - ? WHERE id = ?')
      back.run(SILENCE_MS, generationId)
      database.close()
    },
    remove: () => store.close(),
  }
}

/** Sets up a store and a demo upstream; the processes come with `start`. */
export async function startWorld(kind: StoreKind): Promise<World> {
  const dataDir = await mkdtemp(join(tmpdir(), 'neptun-generations-'))
  const place = kind === 'kv' ? kvPlace(await startKv()) : sqlitePlace(dataDir)
  const upstream = await startUpstream({ delayMs: 0 })
  const apps: App[] = []
  return {
    kind,
    flushMs: kind === 'kv' ? FLUSH_KV_MS : FLUSH_EMBEDDED_MS,
    upstream,
    store: place.store,
    silence: (generationId) => place.silence(generationId),
    async start(own = {}) {
      const shared = { DATA_DIR: dataDir, SESSION_PASSWORD: 'the-same-password-in-every-process' }
      const env = { ...shared, ...place.env, ...own }
      const app = await startApp({ build: false, env: { ...upstreamEnvironment(upstream.origin), ...env } })
      apps.push(app)
      return app
    },
    async stop() {
      await Promise.all(apps.map((app) => app.kill()))
      const faults = apps.flatMap((app) => faultsIn(app.logs()))
      await upstream.stop()
      await place.remove()
      await rm(dataDir, { recursive: true, force: true })
      if (faults.length > 0) throw new Error(`An application logged:\n${faults.join('\n')}`)
    },
  }
}

/** The same person at another process. */
export function at(app: App, person: Client): Client {
  const client = new Client(app.origin)
  for (const [name, value] of person.cookies) client.cookies.set(name, value)
  return client
}
