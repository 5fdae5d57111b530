import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { environmentVariables } from '../../lib/env.ts'
import { root } from '../../scripts/process/root.ts'
import { fillInExample, readmeExample, readReadme } from '../support/readme-examples.ts'

const readme = readReadme()
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }

/** Set by the platform, not by a person. */
const setByPlatform = ['VERCEL']

describe('the README', () => {
  const commands = [...readme.matchAll(/\bnpm (?:run ([\w-]+)|(start|test))\b/gu)].map(
    ([, run, own]) => run ?? own,
  )

  test.each([...new Set(commands)])('npm run %s exists', (name) => {
    expect(Object.keys(scripts)).toContain(name)
  })

  test('names its two commands', () => {
    expect(readme).toContain('npm ci && npm run demo\n')
    expect(readme).toContain('npm ci && npm test\n')
  })

  test('names no environment variable that is not read', () => {
    const named = [...readme.matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)(?:=[^`]*)?`/gu)].map(
      ([, name]) => name,
    )
    expect(named).toContain('DATA_DIR')
    expect(named.filter((name) => name && !environmentVariables.includes(name))).toEqual([])
  })

  test('links to files that exist', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/gu)].map(([, path]) => path ?? '')
    expect(links).toContain('.env.example')
    expect(links.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  test('names files of the source that exist', () => {
    const paths = [...readme.matchAll(/`((?:lib|tests|app|components)\/[\w./-]+)`/gu)].map(
      ([, path]) => path ?? '',
    )
    expect(paths).toContain('lib/env.ts')
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })
})

test('.env.example has every variable that a person may set, once, empty, and no other', () => {
  const example = readFileSync(join(root, '.env.example'), 'utf8')
  const lines = example.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  const expected = environmentVariables
    .filter((name) => !setByPlatform.includes(name))
    .map((name) => `${name}=`)
  expect(lines.toSorted()).toEqual(expected.toSorted())
})

describe('an example of the README', () => {
  test('is found by its name, once', () => {
    const text = '```bash one\nfirst\n```\n\n```bash\nunnamed\n```\n\n```ts two\nsecond\n```\n'
    expect(readmeExample('two', text)).toBe('second\n')
    expect(() => readmeExample('three', text)).toThrow('has 0 code blocks named three')
    expect(() => readmeExample('two', text + text)).toThrow('has 2 code blocks named two')
  })

  test.each(['curl-example', 'python-example', 'typescript-example'])(
    '%s asks the documented way',
    (name) => {
      const filled = fillInExample(readmeExample(name), {
        origin: 'https://neptun.example',
        chatId: 42,
        sessionCookie: 'S',
      })
      expect(filled).toContain(
        'https://neptun.example/api/ai/cloudflare/llama-3.3-70b-instruct-fp8-fast/chat',
      )
      expect(filled).toMatch(/chat_id(?:=|": )42\b/u)
      expect(filled).toContain('Hello, how are you?')
      expect(filled).not.toMatch(/127\.0\.0\.1|YOUR_SESSION_COOKIE|is_playground/u)
    },
  )
})
