import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client } from '../../../tests/support/client.ts'
import { ensureProductionBuild } from '../../build/production-build.ts'
import { startServerProcess } from '../../serve/server-process.ts'
import type { Program } from '../process/program.ts'

/** The model that is asked: served by Hugging Face's protocol, which the benchmark's upstream speaks. */
export const benchModel = 'qwen/Qwen2.5-72B-Instruct'

/** Every limit is counted, and none is met. */
const generousLimits = {
  RATE_LIMIT_TURNS: '1000000',
  RATE_LIMIT_CONCURRENT: '1000000',
}

export type Neptun = Program & { client: Client; dataDir: string }

/**
 * Starts the application as `npm start` does, on a data folder of its own, with one account signed in. Limits and log
 * lines are on as they are by default, the limits only so high that none is met.
 */
export async function startNeptun(upstream: string, variables: Record<string, string> = {}): Promise<Neptun> {
  await ensureProductionBuild()
  const dataDir = mkdtempSync(join(tmpdir(), 'neptun-bench-'))
  const server = await startServerProcess({
    DATA_DIR: dataDir,
    ...generousLimits,
    HF_TOKEN: 'bench',
    HUGGINGFACE_BASE_URL: `${upstream}/v1`,
    ...variables,
  })
  const client = new Client(server.origin)
  await client.signUp()
  return {
    origin: server.origin,
    pid: server.pid,
    client,
    dataDir,
    stop: async () => {
      await server.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** So many new chats of the account. */
export async function newChats({ client }: Neptun, count: number): Promise<number[]> {
  const ids: number[] = []
  for (let index = 0; index < count; index += 1) ids.push((await client.createChat()).id)
  return ids
}
