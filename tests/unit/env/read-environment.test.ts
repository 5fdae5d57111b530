import { describe, expect, test, vi } from 'vitest'
import {
  EnvironmentError,
  environmentVariables,
  readEnvironment,
  sessionPassword,
  type Variables,
} from '../../../lib/env.ts'

const long = 'a password of more than 32 characters'

function faultsOf(variables: Variables): readonly string[] {
  try {
    readEnvironment(variables)
    return []
  } catch (error) {
    if (error instanceof EnvironmentError) return error.faults
    throw error
  }
}
const namesOf = (faults: readonly string[]) => faults.map((fault) => fault.split(' ')[0])

describe('a sound environment', () => {
  test('needs nothing', () => {
    expect(readEnvironment({})).toEqual({
      PORT: 3000,
      HOST: '127.0.0.1',
      DATA_DIR: '.data',
      HUGGINGFACE_BASE_URL: 'https://router.huggingface.co/v1',
      OPENROUTER_BASE_URL: 'https://openrouter.ai/api/v1',
      OLLAMA_BASE_URL: 'http://127.0.0.1:11434',
      SIGN_UP: 'open',
      RATE_LIMIT_TURNS: 60,
      RATE_LIMIT_CONCURRENT: 32,
      RATE_LIMIT_TOKENS_PER_DAY: 0,
      RATE_LIMIT_KEY_TURNS: 0,
      RATE_LIMIT_KEY_CONCURRENT: 0,
      RATE_LIMIT_KEY_TOKENS_PER_DAY: 0,
      LOG_LEVEL: 'info',
    })
  })

  test('takes empty variables for absent ones', () => {
    const empty = Object.fromEntries(environmentVariables.map((name) => [name, ' ']))
    expect(readEnvironment(empty)).toEqual(readEnvironment({}))
  })

  test('takes base URLs as they stand but for a slash at the end', () => {
    expect(readEnvironment({ CLOUDFLARE_BASE_URL: ' http://127.0.0.1:9/a/b/ ' }).CLOUDFLARE_BASE_URL).toBe(
      'http://127.0.0.1:9/a/b',
    )
  })

  test('runs on Vercel with a store and a password', () => {
    const onVercel = {
      VERCEL: '1',
      KV_REST_API_URL: 'https://kv.example',
      KV_REST_API_TOKEN: 't',
      SESSION_PASSWORD: long,
    }
    expect(faultsOf(onVercel)).toEqual([])
  })

  test('does not mind variables of others', () => {
    expect(faultsOf({ HOSTNAME: 'x', PATH: '/bin', NEXT_RUNTIME: 'nodejs' })).toEqual([])
  })
})

describe('every fault is told, by name', () => {
  test.each<[string, string]>([
    ['PORT', '65536'],
    ['PORT', '3e3'],
    ['PORT', '-1'],
    ['HF_TOKEN', 'hf_ab cd'],
    ['OPENROUTER_API_KEY', 'sk-or-“quoted”'],
    ['HUGGINGFACE_BASE_URL', 'router.huggingface.co'],
    ['OLLAMA_BASE_URL', 'ftp://127.0.0.1'],
    ['SIGN_UP', 'yes'],
    ['RATE_LIMIT_TURNS', 'many'],
    ['LOG_LEVEL', 'loud'],
    ['SESSION_PASSWORD', 'short'],
    ['SESSION_PASSWORD', '{"1":"short"}'],
    ['SESSION_PASSWORD', '{}'],
    ['SESSION_PASSWORD', `{"one":"${long}"}`],
    ['SESSION_PASSWORD', `{"01":"${long}"}`],
    ['SESSION_PASSWORD', `{"1":"${long}","2":7}`],
    ['SESSION_PASSWORD', `{"1":"${long}"`],
  ])('%s=%s', (name, value) => {
    const faults = faultsOf({ [name]: value })
    expect(namesOf(faults)).toEqual([name])
    expect(faults[0]).not.toContain('\n')
    expect(faults[0]).not.toContain(value)
  })

  test.each([
    [{ KV_REST_API_URL: 'https://kv.example' }, ['KV_REST_API_TOKEN']],
    [{ KV_REST_API_TOKEN: 't' }, ['KV_REST_API_URL']],
    [{ VERCEL: '1' }, ['KV_REST_API_URL', 'SESSION_PASSWORD']],
    [{ VERCEL: '1', KV_REST_API_URL: 'https://kv.example' }, ['KV_REST_API_TOKEN', 'SESSION_PASSWORD']],
    [{ VERCEL: '1', SESSION_PASSWORD: 'short' }, ['SESSION_PASSWORD', 'KV_REST_API_URL']],
    [{ VERCEL: '1', KV_REST_API_URL: 'kv', KV_REST_API_TOKEN: 't' }, ['KV_REST_API_URL', 'SESSION_PASSWORD']],
  ])('what is missing in %j', (variables, names) => {
    expect(namesOf(faultsOf(variables))).toEqual(names)
  })

  test('all at once', () => {
    const faults = faultsOf({
      VERCEL: '1',
      PORT: 'x',
      LOG_LEVEL: 'x',
      SIGN_UP: 'x',
      KV_REST_API_TOKEN: 'secret',
    })
    expect(namesOf(faults)).toEqual(['PORT', 'SIGN_UP', 'LOG_LEVEL', 'KV_REST_API_URL', 'SESSION_PASSWORD'])
    expect(faults.join()).not.toContain('secret')
  })
})

describe('the session password', () => {
  test('is one, or a map for rotation', () => {
    expect(readEnvironment({ SESSION_PASSWORD: long }).SESSION_PASSWORD).toBe(long)
    const map = { '1': long, '10': `${long}!` }
    expect(readEnvironment({ SESSION_PASSWORD: ` ${JSON.stringify(map)} ` }).SESSION_PASSWORD).toEqual(map)
  })

  test('is read by itself on the edge, whatever else is wrong', () => {
    vi.stubEnv('SESSION_PASSWORD', long)
    vi.stubEnv('PORT', 'not a port')
    expect(sessionPassword()).toBe(long)
    vi.stubEnv('SESSION_PASSWORD', `{"2":"${long}"}`)
    expect(sessionPassword()).toEqual({ '2': long })
    vi.stubEnv('SESSION_PASSWORD', undefined)
    expect(sessionPassword).toThrow(EnvironmentError)
  })
})
