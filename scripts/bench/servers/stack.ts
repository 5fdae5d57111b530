import type { Target } from '../client/request.ts'
import { type Child, startChild } from '../process/child.ts'
import type { Program } from '../process/program.ts'
import { startBaseline } from './baseline.ts'
import { benchModel, type Neptun, newChats, startNeptun } from './neptun.ts'
import { startPortkey } from './portkey.ts'

/** Somebody in front of the upstream, and the process whose time it costs. */
export type Contestant = Target & { pid: number }

/** Everything that runs during a benchmark. */
export type Stack = {
  load: Child
  upstream: Child
  neptun: Neptun
  /** By name; `portkey` is absent where it cannot be had. */
  contestants: ReadonlyMap<string, Contestant>
  stop(): Promise<void>
}

const question = '{"messages":[{"role":"user","content":"%"}]}'
const openAi = '{"model":"bench","stream":true,"messages":[{"role":"user","content":"%"}]}'

function ours(neptun: Neptun, chats: readonly number[]): Contestant[] {
  const { origin, pid, client } = neptun
  const headers = { cookie: client.cookieHeader }
  const endpoint = `/api/ai/${benchModel}/chat`
  const shared = { origin, pid, headers, body: question }
  return [
    { ...shared, name: 'stored', paths: chats.map((id) => `${endpoint}?chat_id=${id}`) },
    { ...shared, name: 'playground', paths: [`${endpoint}?chat_id=-1&is_playground=true`] },
    { ...shared, name: 'v1', paths: ['/api/v1/chat/completions'], body: openAi.replace('bench', benchModel) },
  ]
}

/** Starts upstream, load client, baselines and the application; `chats` is how many callers with a chat there will be. */
export async function startStack(chats: number): Promise<Stack> {
  const upstream = startChild('upstream/main.ts')
  const load = startChild('client/main.ts')
  const programs: Program[] = []
  const stop = async () => {
    await Promise.all(programs.map((program) => program.stop()))
    load.stop()
    upstream.stop()
  }
  try {
    const origin = await upstream.call<string>('listen')
    const baseline = await startBaseline(origin)
    programs.push(baseline)
    const portkey = await startPortkey()
    if (portkey) programs.push(portkey)
    else console.log('@portkey-ai/gateway could not be installed here, so it is left out.')
    const neptun = await startNeptun(origin)
    programs.push(neptun)

    const completions = { paths: ['/v1/chat/completions'], body: openAi }
    const bare = { origin: baseline.origin, pid: baseline.pid, headers: {}, body: question }
    const all: Contestant[] = [
      { name: 'direct', origin, pid: upstream.pid, headers: {}, ...completions },
      { ...bare, name: 'pipe', paths: ['/pipe'] },
      { ...bare, name: 'streamText', paths: ['/stream-text'] },
      ...ours(neptun, await newChats(neptun, chats)),
    ]
    if (portkey) {
      const headers = {
        authorization: 'Bearer bench',
        'x-portkey-provider': 'openai',
        'x-portkey-custom-host': `${origin}/v1`,
      }
      all.push({ name: 'portkey', origin: portkey.origin, pid: portkey.pid, headers, ...completions })
    }
    const contestants = new Map(all.map((contestant) => [contestant.name, contestant]))
    return { load, upstream, neptun, contestants, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
