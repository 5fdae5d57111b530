import { parseArgs } from 'node:util'
import { upstreamEnvironment } from './environment.ts'
import { startUpstream } from './server.ts'

/** `node tests/upstream/main.ts [--port 0] [--delay 25]`: prints the environment that points the application here. */
const { values } = parseArgs({
  options: { port: { type: 'string', default: '0' }, delay: { type: 'string', default: '25' } },
})

const upstream = await startUpstream({ port: Number(values.port), delayMs: Number(values.delay) })
console.log(`# Demo upstream on ${upstream.origin}`)
for (const [name, value] of Object.entries(upstreamEnvironment(upstream.origin)))
  console.log(`${name}=${value}`)

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    void upstream.close()
  })
