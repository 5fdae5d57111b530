import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Answer, jsonAnswer } from './answer.ts'
import { connections, control, controlMount } from './control.ts'
import { chatAnswer, type Dialect, refusalAnswer } from './dialect.ts'
import { dialectOf } from './dialects/index.ts'
import { faultyAnswer, faultyReply } from './faults.ts'
import { parseJson } from './json.ts'
import type { ProviderName } from './models.ts'
import { play } from './player.ts'
import { replyTo } from './replies.ts'
import type { LoggedRequest } from './request-log.ts'
import { planFor, type Script } from './script.ts'
import { changedSettings, defaultSettings, type SettingsChange } from './settings.ts'
import { Stage } from './stage.ts'

export type UpstreamOptions = {
  /** 0, the default, takes a free one. */
  port?: number
  host?: '127.0.0.1'
} & SettingsChange

/** A running demo upstream, and what a test in the same process can ask and tell it. */
export type Upstream = {
  /** Such as `http://127.0.0.1:4711`; see `upstreamEnvironment`. */
  readonly origin: string
  /** All requests since the start or the last reset, oldest first (10,000 to 20,000 at most). */
  readonly requests: readonly LoggedRequest[]
  /** How many requests are being answered right now, of one provider or of all. */
  openConnections(provider?: ProviderName): number
  /** How many TCP connections are open, idle ones included. */
  openSockets(): number
  /** Tells what the next requests get. */
  script(script: Script): void
  /** Changes the settings until the next reset. */
  change(settings: SettingsChange): void
  kill(provider: ProviderName): void
  revive(provider?: ProviderName): void
  reset(): void
  /** Destroys every connection and stops; a second call does nothing. */
  close(): Promise<void>
  /** `close`, by the name that whatever else the tests start has for it. */
  stop(): Promise<void>
}

type Target = { method: string; path: string; query: string }

function targetOf(request: IncomingMessage): Target {
  const { method = 'GET', url = '/' } = request
  const mark = url.indexOf('?')
  return mark < 0
    ? { method, path: url, query: '' }
    : { method, path: url.slice(0, mark), query: url.slice(mark + 1) }
}

/** The whole body; null when the client left before its end. */
function readBody(request: IncomingMessage): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')))
    request.on('close', () => resolve(null))
    request.on('error', () => resolve(null))
  })
}

function chat(stage: Stage, dialect: Dialect, request: IncomingMessage, entry: LoggedRequest): Answer {
  const checked = dialect.check(request.headers, entry.body, stage)
  if ('refusal' in checked) return refusalAnswer(checked.refusal)
  entry.model = checked.model
  const script = stage.scripts.take('chat', dialect.provider, checked.model)
  const plan = planFor(checked.question, script)
  entry.fault = plan.faults.map(({ written }) => written).join(', ') || null
  const reply = faultyReply(replyTo(plan, checked, dialect.provider, stage.settings), plan.faults)
  const place = { dialect, model: checked.model, request: checked }
  return faultyAnswer(chatAnswer(dialect, checked, reply), plan.faults, place)
}

function side(
  stage: Stage,
  dialect: Dialect,
  request: IncomingMessage,
  target: Target,
  entry: LoggedRequest,
): Answer {
  const answer = dialect.side({ ...target, headers: request.headers }, stage)
  const faults = stage.scripts.take('side', dialect.provider, '')?.faults ?? []
  entry.fault = faults.map(({ written }) => written).join(', ') || null
  return faultyAnswer(answer, faults, { dialect, model: '', request: null })
}

async function handle(stage: Stage, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = targetOf(request)
  if (target.path.startsWith(controlMount)) {
    const body = parseJson((await readBody(request)) || 'null')
    const fromBrowser = request.headers.origin !== undefined
    const reset = () => request.socket.resetAndDestroy()
    return play(response, control(stage, { ...target, body, fromBrowser }), {
      oneWritePerFrame: false,
      reset,
    })
  }
  const dialect = dialectOf(target.path)
  const provider = dialect?.provider ?? null
  stage.sockets.set(request.socket, provider)
  const entry = stage.log.open({ ...target, provider, headers: request.headers })
  let answer: Answer | undefined
  let brokenOff = false
  const reset = () => {
    brokenOff = true
    request.socket.resetAndDestroy()
  }
  response.on('close', () => {
    if (brokenOff) stage.log.close(entry, 'broken-off')
    else if (!response.writableFinished) stage.log.close(entry, 'client-closed')
    else if (answer?.ending === 'cut') stage.log.close(entry, 'broken-off')
    else stage.log.close(entry, response.statusCode >= 400 ? 'refused' : 'complete')
  })
  if (provider && stage.killed.has(provider)) {
    stage.log.close(entry, 'killed')
    return reset()
  }
  const body = await readBody(request)
  if (body === null) return
  entry.body = body === '' ? null : (parseJson(body) ?? body)
  if (!dialect) answer = jsonAnswer(404, { error: `Nobody speaks at ${target.path}` })
  else if (target.method === 'POST' && target.path === dialect.chatPath)
    answer = chat(stage, dialect, request, entry)
  else answer = side(stage, dialect, request, target, entry)
  if (answer.headersAfterMs !== null) entry.status = answer.status
  const onPiece = () => {
    entry.pieces += 1
  }
  await play(response, answer, { oneWritePerFrame: stage.settings.oneWritePerFrame, onPiece, reset })
}

/** Starts a demo upstream on loopback. */
export async function startUpstream(options: UpstreamOptions = {}): Promise<Upstream> {
  const { port = 0, host = '127.0.0.1', ...settings } = options
  const stage = new Stage(changedSettings(defaultSettings, settings))
  const server = createServer({ keepAliveTimeout: 60_000, noDelay: true }, (request, response) => {
    handle(stage, request, response).catch((error: unknown) => {
      console.error('demo upstream:', error)
      response.destroy()
    })
  })
  server.on('connection', (socket) => {
    stage.sockets.set(socket, null)
    socket.on('close', () => stage.sockets.delete(socket))
    socket.on('error', () => undefined)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  // A server that listens on a port has an address of that kind.
  const address = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return {
    origin: `http://${host}:${address.port}`,
    get requests() {
      return stage.log.read()
    },
    openConnections: (provider) => stage.log.running(provider),
    openSockets: () => connections(stage).sockets,
    script: (script) => stage.script(script),
    change: (change) => stage.change(change),
    kill: (provider) => stage.kill(provider),
    revive: (provider) => stage.revive(provider),
    reset: () => stage.reset(),
    close,
    stop: close,
  }
}
