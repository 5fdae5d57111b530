import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { prepareEnvironment } from '../../../lib/boot/boot.ts'
import { EnvironmentError, type Variables } from '../../../lib/env.ts'

let parent: string
let folder: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'neptun-boot-'))
  folder = join(parent, 'data')
})
afterEach(() => rmSync(parent, { recursive: true, force: true }))

const file = () => join(folder, 'session-password')
const prepare = (variables: Variables = {}) => {
  const given = { DATA_DIR: folder, ...variables }
  return { environment: prepareEnvironment(given), variables: given as Variables }
}
function faultOf(variables: Variables = {}): string {
  try {
    prepare(variables)
  } catch (error) {
    if (error instanceof EnvironmentError && error.faults.length === 1) return error.message
    throw error
  }
  return 'no fault'
}

describe('without a session password', () => {
  test('one is made, kept for its owner alone, and handed on as a variable', () => {
    const { environment, variables } = prepare()
    expect(environment.SESSION_PASSWORD).toMatch(/^[\w-]{43}$/u)
    expect(variables.SESSION_PASSWORD).toBe(environment.SESSION_PASSWORD)
    expect(readFileSync(file(), 'utf8')).toBe(environment.SESSION_PASSWORD)
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(readdirSync(folder)).toEqual(['session-password'])
  })

  test('the same is used ever after, and another elsewhere', () => {
    const first = prepare().environment.SESSION_PASSWORD
    expect(prepare().environment.SESSION_PASSWORD).toBe(first)
    expect(prepare({ DATA_DIR: join(parent, 'other') }).environment.SESSION_PASSWORD).not.toBe(first)
  })

  test('a kept one may end with a line break, and is closed to others again', () => {
    mkdirSync(folder)
    writeFileSync(file(), `${'k'.repeat(40)}\n`, { mode: 0o644 })
    chmodSync(file(), 0o644)
    expect(prepare().environment.SESSION_PASSWORD).toBe('k'.repeat(40))
    expect(statSync(file()).mode & 0o777).toBe(0o600)
  })

  test('also beside Vercel KV, for one machine', () => {
    expect(
      prepare({ KV_REST_API_URL: 'http://127.0.0.1:1', KV_REST_API_TOKEN: 't' }).variables.SESSION_PASSWORD,
    ).toBeDefined()
  })
})

describe('a given one', () => {
  test('is not kept anywhere', () => {
    const { environment } = prepare({ SESSION_PASSWORD: 'g'.repeat(32) })
    expect(environment.SESSION_PASSWORD).toBe('g'.repeat(32))
    expect(readdirSync(folder)).toEqual([])
  })

  test('with Vercel KV leaves the disk alone', () => {
    const kv = { KV_REST_API_URL: 'http://127.0.0.1:1', KV_REST_API_TOKEN: 't' }
    prepare({ SESSION_PASSWORD: 'g'.repeat(32), ...kv })
    expect(readdirSync(parent)).toEqual([])
  })
})

describe('is refused, with what to do', () => {
  test('a kept one that is too short', () => {
    mkdirSync(folder)
    writeFileSync(file(), 'short')
    expect(faultOf()).toMatch(
      /^SESSION_PASSWORD is kept in .*session-password, which has fewer than 32 characters: remove/u,
    )
  })

  test('a kept one that cannot be read', () => {
    mkdirSync(file(), { recursive: true })
    expect(faultOf()).toMatch(
      /^SESSION_PASSWORD cannot be kept in .* \(EISDIR\): .* or set SESSION_PASSWORD$/u,
    )
  })

  test.each([{}, { SESSION_PASSWORD: 'g'.repeat(32) }])(
    'a data folder that cannot be one, with %j',
    (variables) => {
      writeFileSync(folder, 'a file')
      expect(faultOf(variables)).toMatch(/^DATA_DIR .*data cannot be written \(EEXIST\): name a folder/u)
      expect(faultOf({ ...variables, DATA_DIR: join(folder, 'below') })).toMatch(
        /^DATA_DIR .*below .*\(ENOTDIR\)/u,
      )
    },
  )
})
