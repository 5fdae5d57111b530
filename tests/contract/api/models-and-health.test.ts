import { describe, expect, test } from 'vitest'
import { allowedModelsConst } from '../../../lib/domain/model.ts'
import type { ModelView } from '../../../lib/domain/model-view.ts'
import { startApp } from '../../support/app.ts'
import { sharedClient } from '../../support/shared-stack.ts'
import { startUpstream } from '../../upstream/index.ts'

describe('GET /api/models', () => {
  test('is public and shows every model as documented', async () => {
    const { models } = await sharedClient().expectJson<{ models: ModelView[] }>('GET', '/api/models')
    expect(models.map((model) => model.id)).toEqual([...allowedModelsConst])
    for (const model of models) {
      expect(Object.keys(model).sort()).toEqual(
        [
          'available',
          'configuration',
          'contextWindow',
          'description',
          'health',
          'icon',
          'id',
          'limitedUntil',
          'name',
          'publisher',
          'reasoning',
          'routes',
          'type',
          'unavailableReason',
        ].sort(),
      )
      expect(model.available).toBe(true)
      expect(model.unavailableReason).toBeNull()
      expect(model.configuration.inputs).toBe('')
      expect(model.configuration.model).toBe(model.routes[0]?.upstreamModel)
    }
    expect(models.find((model) => model.publisher === 'cloudflare')?.contextWindow).toBe(24_000)
  })

  test('with Ollama answering and no key, its model is available and the others say which variable to set', async () => {
    const upstream = await startUpstream()
    const app = await startApp({ build: false, env: { OLLAMA_BASE_URL: `${upstream.origin}/ollama` } })
    try {
      const models = async () =>
        (await app.client().expectJson<{ models: ModelView[] }>('GET', '/api/models')).models
      const of = async (id: string) => (await models()).find((model) => model.id === id)
      await expect.poll(async () => (await of('ollama/rwkv-6-world'))?.health, { timeout: 25_000 }).toBe('up')
      expect(await of('ollama/rwkv-6-world')).toMatchObject({ available: true, unavailableReason: null })
      expect(await of('openrouter/deepseek-chat')).toMatchObject({
        available: false,
        unavailableReason: 'Set OPENROUTER_API_KEY',
      })
      expect((await of('microsoft/Phi-3-mini-4k-instruct'))?.unavailableReason).toBe('Set HF_TOKEN')
      expect((await of('cloudflare/llama-3.3-70b-instruct-fp8-fast'))?.unavailableReason).toBe(
        'Set CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN',
      )
      expect((await of('google/gemma-2-27b-it'))?.unavailableReason).toBe(
        'Set HF_TOKEN, or set OPENROUTER_API_KEY',
      )

      const client = app.client()
      await client.signUp()
      const chat = await client.createChat()
      expect(chat.model).toBe('ollama/rwkv-6-world')
      const refused = await client.postChat('openrouter/deepseek-chat', { chatId: chat.id, question: 'x' })
      expect(refused.status).toBe(500)
      expect(await refused.json()).toMatchObject({
        data: { code: 'provider_not_configured', provider: 'openrouter', retryable: false },
      })

      await upstream.stop()
      await expect
        .poll(async () => (await of('ollama/rwkv-6-world'))?.unavailableReason, { timeout: 25_000 })
        .toBe(`Ollama does not answer at ${upstream.origin}/ollama`)
    } finally {
      await app.stop()
      await upstream.stop()
    }
  })
})

describe('health', () => {
  test('answers with version and uptime', async () => {
    expect(await sharedClient().expectJson('GET', '/api/health')).toEqual({
      status: 'ok',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/u),
      uptime: expect.any(Number),
    })
  })

  test('readiness tells of the store and of every provider', async () => {
    expect(await sharedClient().expectJson('GET', '/api/health/ready')).toEqual({
      store: 'up',
      providers: { cloudflare: 'up', huggingface: 'up', openrouter: 'up', ollama: 'up' },
    })
  })
})
