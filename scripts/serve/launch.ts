import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import nextEnv from '@next/env'
import { boot } from '../../lib/boot/boot.ts'
import { ensureProductionBuild } from '../build/production-build.ts'
import { root } from '../process/root.ts'
import { originOf, whyNotListen } from './address.ts'
import { announceWhenReady } from './announce.ts'
import { endInTime } from './end-in-time.ts'

/**
 * How much V8 lets its heap grow after a collection before it collects again, where it would else wait for twice the heap
 * and more: 1,000 live replies take a third less memory (docs/decisions/0012).
 */
const HEAP_GROWING_PERCENT = 20

/**
 * Runs Next in this very process, so that signals, exit code and memory are the server's own and no child can be
 * orphaned. What is wrong with the environment or the address is told, one line each, before anything is built.
 */
export async function launch(command: 'start' | 'dev'): Promise<void> {
  Object.assign(process.env, {
    NODE_ENV: command === 'dev' ? 'development' : 'production',
    NEXT_TELEMETRY_DISABLED: '1',
  })
  // A relative DATA_DIR is one of the project's, wherever the script was called from.
  process.chdir(root)
  nextEnv.loadEnvConfig(root, command === 'dev', { info: () => {}, error: console.error })
  const { HOST: host, PORT: port } = boot()
  const fault = await whyNotListen({ host, port })
  if (fault) {
    console.error(`neptun: ${fault}`)
    process.exit(1)
  }
  if (command === 'start') {
    await ensureProductionBuild()
    setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`)
  }

  endInTime()
  announceWhenReady(() => originOf({ host, port: port === 0 ? Number(process.env.PORT) : port }))
  process.argv = [process.execPath, 'next', command, '--port', String(port), '--hostname', host]
  await import(join(root, 'node_modules/next/dist/bin/next'))
}
