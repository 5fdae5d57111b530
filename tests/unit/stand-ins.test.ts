import { globSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, test } from 'vitest'
import * as constants from '../../components/stand-ins/constants.ts'

const require = createRequire(import.meta.url)
const next = 'node_modules/next/dist'
const texts = (pattern: string | string[], exclude: string[] = []) =>
  globSync(pattern, { exclude }).map((file) => ({ file, text: readFileSync(file, 'utf8') }))
const takesConstants = /const (\w+) = require\("(?:\.\.\/)+lib\/constants"\)/u

/** Next's client for the app directory; the pages directory and the development server have constants of their own. */
const client = texts(`${next}/client/**/*.js`, [`${next}/client/dev/**`])

test('whatever Next’s client takes from lib/constants is there, with Next’s own value', () => {
  const own = require('next/dist/lib/constants') as Record<string, unknown>
  const names = client
    .filter(({ file }) => !/client\/page-loader\.js$/u.test(file))
    .flatMap(({ text }) => {
      const local = takesConstants.exec(text)?.[1]
      return local ? Array.from(text.matchAll(new RegExp(`${local}\\.(\\w+)`, 'gu')), ([, name]) => name) : []
    })
  expect([...new Set(names)].sort()).toEqual(Object.keys(constants).sort())
  for (const [name, value] of Object.entries(constants)) expect(value).toBe(own[name])
})

test('every module of Next’s that has a stand-in is still there', async () => {
  const { default: config } = await import('../../next.config.ts')
  const files = Object.keys(config.turbopack?.rules ?? {}).map((glob) => glob.replace('**/next/dist', next))
  expect(files).not.toEqual([])
  for (const file of files) expect(globSync(file), file).toHaveLength(1)
})

test('there are no server actions, since the browser’s router has no part for them', () => {
  const ours = texts(['app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}', 'lib/**/*.{ts,tsx}'])
  expect(ours.length).toBeGreaterThan(100)
  for (const { file, text } of ours) expect(/^\s*['"]use server['"]/mu.test(text), file).toBe(false)
})

test('nothing in the browser needs URL.canParse, which Next would fill in', () => {
  for (const { file, text } of texts('components/**/*.{ts,tsx}'))
    expect(/canParse\(/u.test(text), file).toBe(false)
})
