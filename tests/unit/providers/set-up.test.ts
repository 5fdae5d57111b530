import { beforeEach, describe, expect, test, vi } from 'vitest'

const names = [
  'HF_TOKEN',
  'HUGGINGFACE_BASE_URL',
  'CLOUDFLARE_ACCOUNT_ID',
  'CLOUDFLARE_API_TOKEN',
  'CLOUDFLARE_BASE_URL',
  'OPENROUTER_API_KEY',
  'OPENROUTER_BASE_URL',
  'OLLAMA_BASE_URL',
  'OLLAMA_API_KEY',
]
beforeEach(() => {
  for (const name of names) vi.stubEnv(name, undefined)
})

/** The providers of a process with these variables. */
async function providersWith(variables: Record<string, string>) {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value)
  vi.resetModules()
  return (await import('../../../lib/models/providers/index.ts')).providers
}

describe('what is missing', () => {
  test('without anything', async () => {
    const providers = await providersWith({})
    expect(
      Object.entries(providers).map(([name, provider]) => [name, provider.name, provider.missing()]),
    ).toEqual([
      ['cloudflare', 'cloudflare', 'Set CLOUDFLARE_ACCOUNT_ID and CLOUDFLARE_API_TOKEN'],
      ['huggingface', 'huggingface', 'Set HF_TOKEN'],
      ['openrouter', 'openrouter', 'Set OPENROUTER_API_KEY'],
      ['ollama', 'ollama', null],
    ])
  })
  test.each([
    [{ CLOUDFLARE_ACCOUNT_ID: 'a' }, 'Set CLOUDFLARE_API_TOKEN'],
    [{ CLOUDFLARE_API_TOKEN: 't' }, 'Set CLOUDFLARE_ACCOUNT_ID'],
    [{ CLOUDFLARE_BASE_URL: 'http://x/v1' }, 'Set CLOUDFLARE_API_TOKEN'],
    [{ CLOUDFLARE_BASE_URL: 'http://x/v1', CLOUDFLARE_API_TOKEN: 't' }, null],
    [{ CLOUDFLARE_ACCOUNT_ID: 'a', CLOUDFLARE_API_TOKEN: 't' }, null],
  ])('of Cloudflare with %j', async (variables, missing) => {
    expect((await providersWith(variables)).cloudflare.missing()).toBe(missing)
  })
})

describe('where it is probed', () => {
  test.each<[Record<string, string>, string]>([
    [{ CLOUDFLARE_ACCOUNT_ID: 'a' }, 'https://api.cloudflare.com/client/v4/user/tokens/verify'],
    [
      { CLOUDFLARE_BASE_URL: 'http://x:1/cf/client/v4/accounts/a/ai/v1/' },
      'http://x:1/cf/client/v4/user/tokens/verify',
    ],
    [{ CLOUDFLARE_BASE_URL: 'http://x:1/cloudflare/ai/v1' }, 'http://x:1/client/v4/user/tokens/verify'],
  ])('Cloudflare with %j', async (variables, url) => {
    const { cloudflare } = await providersWith({ ...variables, CLOUDFLARE_API_TOKEN: 't' })
    expect(cloudflare.probe()).toEqual({ url, headers: { authorization: 'Bearer t' } })
  })

  test('the others', async () => {
    const { huggingface, openrouter, ollama } = await providersWith({
      HF_TOKEN: 'h',
      OPENROUTER_API_KEY: 'o',
      OPENROUTER_BASE_URL: 'http://x/or/v1/',
      OLLAMA_BASE_URL: 'http://x/ollama/',
    })
    expect(huggingface.probe()).toEqual({
      url: 'https://router.huggingface.co/v1/models',
      headers: { authorization: 'Bearer h' },
    })
    expect(openrouter.probe()).toEqual({ url: 'http://x/or/v1/key', headers: { authorization: 'Bearer o' } })
    expect(ollama.probe()).toEqual({ url: 'http://x/ollama/api/version', headers: {} })
  })
})

test('only Ollama is local, and nothing is sent before a turn', async () => {
  const providers = await providersWith({})
  expect(Object.values(providers).filter(({ local }) => local)).toEqual([providers.ollama])
})
