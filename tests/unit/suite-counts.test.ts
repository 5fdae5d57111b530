import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test, vi } from 'vitest'
import {
  countOfExitCode,
  countOfPlaywright,
  countOfReport,
  countOfVitest,
  lineOf,
  sumOf,
} from '../../scripts/suites/count.ts'

const folder = mkdtempSync(join(tmpdir(), 'neptun-counts-'))
afterAll(() => rmSync(folder, { recursive: true }))

function report(content: unknown): string {
  const path = join(folder, 'report.json')
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content))
  return path
}
const vitestReport = (numPassedTests: number, numTotalTests: number, testResults: unknown[] = []) =>
  report({ numPassedTests, numTotalTests, testResults })
const playwrightReport = (stats: Record<string, number>, suites: unknown[] = []) =>
  report({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats }, suites })
const steady = { unsteady: [] }

describe('a vitest suite', () => {
  test('counts what passed and what failed', () => {
    expect(countOfReport(vitestReport(7, 7), 0, countOfVitest)).toEqual({ passed: 7, failed: 0, ...steady })
    expect(countOfReport(vitestReport(7, 9), 1, countOfVitest)).toEqual({ passed: 7, failed: 2, ...steady })
  })

  test('counts a file that could not be loaded', () => {
    const results = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed', failureMessages: ['no'] }] },
      { status: 'passed', assertionResults: [{ status: 'passed', failureMessages: [] }] },
    ]
    const count = countOfReport(vitestReport(1, 2, results), 1, countOfVitest)
    expect(count).toEqual({ passed: 1, failed: 2, ...steady })
  })

  test('names a test that passed only the second time', () => {
    const once = { fullName: 'a race', status: 'passed', failureMessages: ['Error: too late\n    at x'] }
    const results = [{ status: 'passed', assertionResults: [once] }]
    const count = countOfReport(vitestReport(1, 1, results), 0, countOfVitest)
    expect(count).toEqual({ passed: 1, failed: 0, unsteady: ['a race: Error: too late'] })
  })

  test('that ended with a fault but reports none has failed', () => {
    expect(countOfReport(vitestReport(7, 7), 1, countOfVitest)).toEqual({ passed: 7, failed: 1 })
  })

  test('that ran nothing has failed', () => {
    expect(countOfReport(vitestReport(0, 0), 0, countOfVitest)).toEqual({ passed: 0, failed: 1 })
  })
})

describe('a Playwright suite', () => {
  test('counts skipped tests as failed, and names one that passed only the second time', () => {
    const specs = (status: string) => [{ title: status, tests: [{ status }] }]
    const suites = [{ specs: specs('expected'), suites: [{ specs: specs('flaky') }] }]
    const path = playwrightReport({ expected: 5, unexpected: 1, flaky: 1, skipped: 1 }, suites)
    expect(countOfReport(path, 1, countOfPlaywright)).toEqual({ passed: 6, failed: 2, unsteady: ['flaky'] })
  })

  test('whose set-up failed has failed', () => {
    expect(countOfReport(playwrightReport({}), 1, countOfPlaywright)).toEqual({ passed: 0, failed: 1 })
  })
})

test.each([
  ['none', 'no-such-report.json'],
  ['half of one', '{"numPassedTests": 3, '],
  ['one of another kind', '{}'],
])('a suite that leaves %s has failed', (_what, content) => {
  const told = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const path = content.endsWith('.json') ? join(folder, content) : report(content)
  expect(countOfReport(path, 0, countOfVitest)).toEqual({ passed: 0, failed: 1 })
  expect(told).toHaveBeenCalledOnce()
})

test('the last line of npm test adds everything up', () => {
  const counts = [countOfExitCode(0), countOfExitCode(2), { passed: 40, failed: 3 }]
  expect(lineOf(sumOf(counts))).toBe('41 passed, 4 failed')
})
