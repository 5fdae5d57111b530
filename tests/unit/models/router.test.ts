import { describe, expect, test } from 'vitest'
import { AppError, type UpstreamErrorCode } from '../../../lib/domain/errors.ts'
import { type Attempt, type ProviderName, providerNames } from '../../../lib/domain/receipt.ts'
import { type CatalogEntry, findModel } from '../../../lib/models/catalog.ts'
import { RouteHealth } from '../../../lib/models/health.ts'
import type { Provider, ProviderCall, ProviderPart } from '../../../lib/models/provider.ts'
import { type RouterPart, type RouterParts, routeReply } from '../../../lib/models/router.ts'
import { type FaultFacts, UpstreamFault } from '../../../lib/models/upstream/fault.ts'

type Script = (call: ProviderCall, provider: Provider) => AsyncGenerator<ProviderPart>

const labelled = (name: ProviderName, missing: string | null): Provider => {
  const shape: Pick<Provider, 'name' | 'label' | 'local' | 'missing'> = {
    name,
    label: name,
    local: name === 'ollama',
    missing: () => missing,
  }
  // The router asks a provider for nothing else; the wire, which would, is replaced.
  return shape as Provider
}

const finish: ProviderPart = { type: 'finish', finishReason: 'stop', usage: null, costUsd: null }
const answers = (text: string): Script =>
  async function* () {
    yield { type: 'text', text }
    yield finish
  }
const fails = (code: UpstreamErrorCode, more: Partial<FaultFacts> = {}, after = 0): Script =>
  async function* (call, provider) {
    for (let piece = 0; piece < after; piece += 1) yield { type: 'text', text: 'piece ' }
    throw new UpstreamFault({
      code,
      provider,
      upstreamModel: call.upstreamModel,
      upstreamStatus: 503,
      ...more,
    })
  }

type Setting = {
  model?: string | CatalogEntry
  scripts?: Partial<Record<ProviderName, Script[]>>
  missing?: Partial<Record<ProviderName, string>>
  health?: RouteHealth
  signal?: AbortSignal
  fits?: (provider: ProviderName) => boolean
}

const coder = 'qwen/Qwen2.5-Coder-32B-Instruct'

async function run(setting: Setting) {
  const given = setting.model ?? coder
  const model = typeof given === 'string' ? findModel(given) : given
  if (!model) throw new Error('no such model')
  const calls: ProviderName[] = []
  const parts: RouterParts = {
    providers: {
      cloudflare: labelled('cloudflare', setting.missing?.cloudflare ?? null),
      huggingface: labelled('huggingface', setting.missing?.huggingface ?? null),
      openrouter: labelled('openrouter', setting.missing?.openrouter ?? null),
      ollama: labelled('ollama', setting.missing?.ollama ?? null),
    },
    health: setting.health ?? new RouteHealth(),
    open: (provider, call) => {
      calls.push(provider.name)
      const script = setting.scripts?.[provider.name]?.shift() ?? answers(`from ${provider.name}`)
      return script(call, provider)
    },
  }
  const attempts: Attempt[] = []
  const seen: RouterPart[] = []
  let error: unknown
  try {
    const signal = setting.signal ?? new AbortController().signal
    const prepare = (route: { provider: ProviderName }) =>
      (setting.fits?.(route.provider) ?? true)
        ? { messages: [], sampling: { maxTokens: 1, contextWindowTokens: 2 } }
        : null
    for await (const part of routeReply({ model, prepare, attempts, signal }, parts)) seen.push(part)
  } catch (thrown) {
    error = thrown
  }
  const outcomes = attempts.map((attempt) => `${attempt.provider} ${attempt.outcome}`)
  const text = seen.map((part) => (part.type === 'text' ? part.text : '')).join('')
  const reason = seen.flatMap((part) => (part.type === 'route' ? [part.reason] : []))
  return { calls, attempts, outcomes, text, reason, error }
}

describe('the routes of a model', () => {
  test('the first one answers', async () => {
    expect(await run({})).toMatchObject({
      text: 'from huggingface',
      reason: ['first-choice'],
      outcomes: ['huggingface ok'],
      error: undefined,
    })
  })

  test.each([
    'upstream_auth',
    'upstream_quota',
    'upstream_rate_limited',
    'upstream_overloaded',
    'upstream_unavailable',
    'upstream_timeout',
    'upstream_model_not_found',
    'upstream_rejected',
    'upstream_malformed',
  ] as const)('%s before the first piece moves on to the next route', async (code) => {
    const result = await run({ scripts: { huggingface: [fails(code)] } })
    expect(result).toMatchObject({
      text: 'from cloudflare',
      reason: ['failover'],
      outcomes: [`huggingface ${code}`, 'cloudflare ok'],
    })
    expect(result.attempts[0]?.status).toBe(503)
  })

  test('a refusal of content is final everywhere', async () => {
    const result = await run({
      scripts: { huggingface: [fails('upstream_rejected', { reason: 'content' })] },
    })
    expect(result.calls).toEqual(['huggingface'])
    expect(result.error).toMatchObject({ code: 'upstream_rejected', status: 500 })
  })

  test('after the first piece there is no switch: what was written stands and the fault is told', async () => {
    const result = await run({ scripts: { huggingface: [fails('upstream_unavailable', {}, 2)] } })
    expect(result).toMatchObject({ text: 'piece piece ', calls: ['huggingface'] })
    expect(result.outcomes).toEqual(['huggingface upstream_unavailable'])
    expect(result.error).toMatchObject({ code: 'upstream_unavailable' })
  })

  test('a reset connection is tried once more at once, then the next route', async () => {
    const reset = fails('upstream_unavailable', { connectionReset: true, upstreamStatus: null })
    expect((await run({ scripts: { huggingface: [reset] } })).outcomes).toEqual([
      'huggingface upstream_unavailable',
      'huggingface ok',
    ])
    const twice = await run({ scripts: { huggingface: [reset, reset] } })
    expect(twice.calls).toEqual(['huggingface', 'huggingface', 'cloudflare'])
    expect(twice.attempts[0]?.status).toBeNull()
  })

  test('when all fail the error says what helps most and lists every attempt', async () => {
    const { error, outcomes } = await run({
      scripts: {
        huggingface: [fails('upstream_quota')],
        cloudflare: [fails('upstream_overloaded', { retryAfterMs: 6500 })],
        openrouter: [fails('upstream_model_not_found')],
      },
    })
    expect(outcomes).toHaveLength(3)
    expect(error).toBeInstanceOf(AppError)
    expect(error).toMatchObject({
      code: 'upstream_overloaded',
      status: 500,
      statusMessage: 'Internal Server Error',
      details: { provider: 'cloudflare', retryable: true, retryAfter: 7, attempts: [{}, {}, {}] },
    })
  })

  test('routes that are not set up are left out; with none it says which variable to set', async () => {
    const one = await run({ missing: { huggingface: 'Set HF_TOKEN' } })
    expect(one).toMatchObject({
      text: 'from cloudflare',
      reason: ['first-choice'],
      outcomes: ['cloudflare ok'],
    })
    const missing = Object.fromEntries(providerNames.map((name) => [name, `Set ${name}`]))
    const { error, calls } = await run({ missing })
    expect(calls).toEqual([])
    expect(error).toMatchObject({ code: 'provider_not_configured', details: { retryable: false } })
    expect(String(error)).toContain('Set huggingface, or set cloudflare, or set openrouter')
  })

  test('text of a local route never moves to a remote one', async () => {
    const model = findModel('ollama/rwkv-6-world')
    const remote = findModel(coder)?.routes[0]
    if (!model || !remote) throw new Error('no such model')
    const mixed: CatalogEntry = { ...model, routes: [model.routes[0], remote] }
    const result = await run({ model: mixed, scripts: { ollama: [fails('upstream_unavailable')] } })
    expect(result.calls).toEqual(['ollama'])
    expect(result.error).toMatchObject({ code: 'upstream_unavailable', details: { provider: 'ollama' } })
  })

  test('a route into whose window the question does not fit is passed over', async () => {
    const result = await run({ fits: (provider) => provider === 'openrouter' })
    expect(result.calls).toEqual(['openrouter'])
  })

  test('a successor says so', async () => {
    expect((await run({ model: 'openrouter/gemini-2.0-pro-exp-02-05' })).reason).toEqual(['successor'])
  })
})

describe('circuits', () => {
  test('an open circuit is skipped, stands in the attempts, and the next route answers', async () => {
    const health = new RouteHealth()
    for (let times = 0; times < 3; times += 1)
      await run({ health, scripts: { huggingface: [fails('upstream_unavailable')] } })
    const result = await run({ health })
    expect(result.calls).toEqual(['cloudflare'])
    expect(result.outcomes).toEqual(['huggingface skipped', 'cloudflare ok'])
    expect(result.reason).toEqual(['failover'])
  })

  test('with every circuit open the error carries the last fault and how long to wait', async () => {
    const health = new RouteHealth()
    const model = 'mistralai/Mistral-7B-Instruct-v0.3'
    for (let times = 0; times < 3; times += 1)
      await run({ health, model, scripts: { huggingface: [fails('upstream_timeout')] } })
    const { error, calls } = await run({ health, model })
    expect(calls).toEqual([])
    expect(error).toMatchObject({
      code: 'upstream_timeout',
      details: { retryAfter: expect.any(Number), attempts: [{ outcome: 'skipped', status: null }] },
    })
  })

  test('an abort is nobody’s fault: no failover, no mark, and a probe is given back', async () => {
    const health = new RouteHealth()
    const controller = new AbortController()
    const left = new Error('left')
    const aborted: Script = async function* () {
      controller.abort(left)
      yield* []
      throw left
    }
    for (let times = 0; times < 5; times += 1) {
      const result = await run({ health, signal: controller.signal, scripts: { huggingface: [aborted] } })
      expect(result.error).toBe(left)
      expect(result.calls).toEqual(['huggingface'])
    }
    expect((await run({ health })).calls).toEqual(['huggingface'])
  })
})
