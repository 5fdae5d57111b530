import { join } from 'node:path'
import { EnvironmentError, readEnvironment } from '../lib/env.ts'
import { startUpstream, upstreamEnvironment } from '../tests/upstream/index.ts'
import { ensureProductionBuild } from './build/production-build.ts'
import { demoUser, furnishDemo } from './demo/furnish.ts'
import { orExplain, ScriptError } from './process/or-explain.ts'
import { root } from './process/root.ts'
import { onEndingSignal, signalExitCode } from './process/signals.ts'
import { nextFreePort } from './serve/address.ts'
import { type ServerProcess, startServerProcess } from './serve/server-process.ts'

/** HOST and PORT of the shell, the port moved on to the next one that is free. */
async function demoAddress(): Promise<{ host: string; port: number }> {
  try {
    const { HOST: host, PORT: wanted } = readEnvironment({ HOST: process.env.HOST, PORT: process.env.PORT })
    const port = wanted === 0 ? 0 : await nextFreePort({ host, port: wanted })
    if (port === null)
      throw new ScriptError(`There is no free port from ${wanted} on: set PORT to another number.`)
    return { host, port }
  } catch (error) {
    throw error instanceof EnvironmentError ? new ScriptError(error.message) : error
  }
}

function printWelcome(origin: string): void {
  console.log(`
Neptun is ready at ${origin}

  Sign in with  ${demoUser.email}
  Password      ${demoUser.password}

The replies come from a demo upstream on this machine, not from a model. For real models put a key into .env
(HF_TOKEN, or CLOUDFLARE_ACCOUNT_ID with CLOUDFLARE_API_TOKEN, or OPENROUTER_API_KEY), or start Ollama, and
run \`npm start\`; .env.example has every setting. Ctrl-C stops everything.
`)
}

/** Shows the demo until the server ends; gives the signal that asked for it, undefined when it ended by itself. */
async function show(server: ServerProcess): Promise<NodeJS.Signals | undefined> {
  let ending: NodeJS.Signals | undefined
  onEndingSignal((signal) => {
    ending = signal
    void server.stop()
  })
  try {
    await furnishDemo(server.origin)
    printWelcome(server.origin)
    await server.ended
  } catch (error) {
    if (!ending) throw error
  } finally {
    await server.stop()
  }
  return ending
}

await orExplain(async () => {
  const { host, port } = await demoAddress()
  await ensureProductionBuild()
  const upstream = await startUpstream()
  try {
    const server = await startServerProcess({
      HOST: host,
      PORT: String(port),
      DATA_DIR: join(root, '.data/demo'),
      LOG_LEVEL: 'warn',
      ...upstreamEnvironment(upstream.origin),
    })
    const ending = await show(server)
    if (ending) process.exit(signalExitCode(ending))
    throw new ScriptError(`The server ended by itself:\n${server.logs()}`)
  } finally {
    await upstream.stop()
  }
})
