import { type Answer, bodyAnswer, jsonAnswer } from './answer.ts'
import { helpText } from './commands.ts'
import { isObject, objectAt } from './json.ts'
import { isProviderName, type ProviderName, providerNames } from './models.ts'
import { thinkingShapes } from './reply.ts'
import { readScript } from './script.ts'
import type { SettingsChange } from './settings.ts'
import type { Stage } from './stage.ts'

/** Where a test in another process tells the demo upstream what to do. */
export const controlMount = '/__control/'

type Route = (stage: Stage, body: unknown, query: URLSearchParams) => unknown

function providerIn(body: unknown): ProviderName | undefined {
  if (!isObject(body) || body.provider === undefined) return undefined
  const { provider } = body
  if (isProviderName(provider)) return provider
  throw new Error(`\`provider\` must be one of ${providerNames.join(', ')}`)
}

function readSettings(body: unknown): SettingsChange {
  if (!isObject(body)) throw new Error('Settings are a JSON object')
  const change: SettingsChange = {}
  const { delayMs, oneWritePerFrame, unknownModels } = body
  if (delayMs !== undefined) {
    if (typeof delayMs !== 'number' || delayMs < 0) throw new Error('`delayMs` must be a number from 0 on')
    change.delayMs = delayMs
  }
  if (oneWritePerFrame !== undefined) change.oneWritePerFrame = oneWritePerFrame === true
  if (unknownModels !== undefined) {
    if (unknownModels !== 'refuse' && unknownModels !== 'serve')
      throw new Error('`unknownModels` must be "refuse" or "serve"')
    change.unknownModels = unknownModels
  }
  const thinking: NonNullable<SettingsChange['thinking']> = {}
  for (const [provider, given] of Object.entries(objectAt(body, 'thinking'))) {
    const shape = thinkingShapes.find((known) => known === given)
    if (!isProviderName(provider) || !shape)
      throw new Error(`\`thinking\` maps a provider to ${thinkingShapes.join(', ')}`)
    thinking[provider] = shape
  }
  return { ...change, thinking }
}

/** How many requests are being answered, by provider, and how many connections are open. */
export const connections = (stage: Stage) => ({
  running: stage.log.running(),
  sockets: stage.sockets.size,
  byProvider: Object.fromEntries(providerNames.map((name) => [name, stage.log.running(name)])),
})

const routes: Record<string, Route> = {
  'GET requests': (stage, _body, query) => {
    const provider = query.get('provider')
    return { requests: stage.log.read().filter((entry) => !provider || entry.provider === provider) }
  },
  'GET connections': connections,
  'GET settings': (stage) => stage.settings,
  'POST settings': (stage, body) => {
    stage.change(readSettings(body))
    return stage.settings
  },
  'POST script': (stage, body) => {
    const scripts = (Array.isArray(body) ? body : [body]).map(readScript)
    for (const script of scripts) stage.script(script)
    return { scripts: scripts.length }
  },
  'POST kill': (stage, body) => {
    const provider = providerIn(body)
    if (!provider) throw new Error('`provider` is missing')
    stage.kill(provider)
    return { killed: [...stage.killed] }
  },
  'POST revive': (stage, body) => {
    stage.revive(providerIn(body))
    return { killed: [...stage.killed] }
  },
  'POST reset': (stage) => {
    stage.reset()
    return { reset: true }
  },
}

/** Answers a request under `/__control/`. A page in a browser is refused: this is for tests. */
export function control(
  stage: Stage,
  request: { method: string; path: string; query: string; fromBrowser: boolean; body: unknown },
): Answer {
  if (request.fromBrowser) return jsonAnswer(403, { error: 'Not from a browser' })
  const name = request.path.slice(controlMount.length)
  if (request.method === 'GET' && name === 'help')
    return bodyAnswer(200, 'text/markdown; charset=utf-8', `${helpText()}\n`)
  const route = routes[`${request.method} ${name}`]
  if (!route) return jsonAnswer(404, { error: `There is: ${Object.keys(routes).join(', ')}, GET help` })
  try {
    return jsonAnswer(200, route(stage, request.body, new URLSearchParams(request.query)))
  } catch (error) {
    return jsonAnswer(400, { error: error instanceof Error ? error.message : String(error) })
  }
}
