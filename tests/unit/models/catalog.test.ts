import { describe, expect, test } from 'vitest'
import {
  AllowedAiModelNamesEnum,
  AllowedAiModelPublishersEnum,
  allowedModelsConst,
} from '../../../lib/domain/model.ts'
import { budgetOf } from '../../../lib/models/budget.ts'
import { catalog, findModel, possibleAiModels } from '../../../lib/models/catalog.ts'
import { suggestModels } from '../../../lib/models/suggest.ts'

describe('the catalogue', () => {
  test('has all 12 models of 8 publishers under their published names', () => {
    expect(catalog.map((entry) => entry.id)).toEqual([...allowedModelsConst])
    expect(new Set(catalog.map((entry) => entry.publisher))).toEqual(
      new Set(Object.values(AllowedAiModelPublishersEnum)),
    )
    expect(new Set(catalog.map((entry) => entry.name))).toEqual(
      new Set(Object.values(AllowedAiModelNamesEnum)),
    )
    for (const entry of catalog) {
      expect(entry.id).toBe(`${entry.publisher}/${entry.name}`)
      expect(possibleAiModels[entry.publisher]?.[entry.name]).toBe(entry)
    }
  })

  test('configuration(inputs) is real: upstream id, inputs, computed budgets', () => {
    for (const entry of catalog) {
      const { model, inputs, parameters } = entry.configuration('hello')
      const route = entry.routes[0]
      expect(model).toBe(route.upstreamModel)
      expect(inputs).toBe('hello')
      expect(parameters.max_new_tokens + parameters.truncate).toBeLessThan(route.contextWindowTokens)
      expect(parameters.max_new_tokens).toBeLessThanOrEqual(route.maxOutputTokens ?? Infinity)
      expect(parameters.max_new_tokens).toBeGreaterThan(512)
      expect(parameters.return_full_text).toBe(false)
    }
  })

  test('has today’s windows and routes', () => {
    const routes = (id: string) =>
      findModel(id)?.routes.map(
        (route) => `${route.provider} ${route.upstreamModel} ${route.contextWindowTokens}`,
      )
    expect(routes('cloudflare/llama-3.3-70b-instruct-fp8-fast')).toEqual([
      'cloudflare @cf/meta/llama-3.3-70b-instruct-fp8-fast 24000',
    ])
    expect(routes('qwen/Qwen2.5-Coder-32B-Instruct')).toEqual([
      'huggingface Qwen/Qwen2.5-Coder-32B-Instruct 32768',
      'cloudflare @cf/qwen/qwen2.5-coder-32b-instruct 32768',
      'openrouter qwen/qwen-2.5-coder-32b-instruct 32768',
    ])
    expect(findModel('openrouter/gemini-2.0-pro-exp-02-05')?.routes.every((route) => route.successor)).toBe(
      true,
    )
  })

  test('what serves locally has no remote route to fail over to', () => {
    expect(findModel('ollama/rwkv-6-world')?.routes.map((route) => route.provider)).toEqual(['ollama'])
  })

  test('lookup is exact', () => {
    for (const id of [
      'qwen/qwen2.5-72b-instruct',
      '__proto__/toString',
      'constructor/name',
      'google/Qwen2.5-72B-Instruct',
      '/',
      '',
    ])
      expect(findModel(id)).toBeUndefined()
  })

  test('suggests what a mistyped id may have meant', () => {
    expect(suggestModels('qwen/qwen2.5-72b-instruct')[0]).toBe('qwen/Qwen2.5-72B-Instruct')
    expect(suggestModels('meta/llama-3.3-70b-instruct')).toContain('openrouter/llama-3.3-70b-instruct')
    expect(suggestModels('zzzzzz/qqqqqqqqqqqqq')).toEqual([])
    expect(suggestModels('x'.repeat(100_000)).length).toBeLessThanOrEqual(3)
  })
})

describe('a budget', () => {
  test('a caller’s own reply length is honoured within the window', () => {
    expect(budgetOf({ contextWindowTokens: 8192, reasoning: false }, 100).replyTokens).toBe(100)
    const greedy = budgetOf({ contextWindowTokens: 8192, reasoning: false }, 1_000_000)
    expect(greedy.replyTokens).toBeLessThan(8192)
    expect(greedy.promptTokens).toBeGreaterThan(0)
  })
})
