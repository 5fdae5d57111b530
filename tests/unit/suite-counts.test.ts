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
const playwrightReport = (stats: Record<string, number>) =>
  report({ stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0, ...stats } })

describe('a vitest suite', () => {
  test('counts what passed and what failed', () => {
    expect(countOfReport(vitestReport(7, 7), 0, countOfVitest)).toEqual({ passed: 7, failed: 0 })
    expect(countOfReport(vitestReport(7, 9), 1, countOfVitest)).toEqual({ passed: 7, failed: 2 })
  })

  test('counts a file that could not be loaded', () => {
    const results = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{}] },
      { status: 'passed', assertionResults: [{}] },
    ]
    expect(countOfReport(vitestReport(1, 2, results), 1, countOfVitest)).toEqual({ passed: 1, failed: 2 })
  })

  test('that ended with a fault but reports none has failed', () => {
    expect(countOfReport(vitestReport(7, 7), 1, countOfVitest)).toEqual({ passed: 7, failed: 1 })
  })

  test('that ran nothing has failed', () => {
    expect(countOfReport(vitestReport(0, 0), 0, countOfVitest)).toEqual({ passed: 0, failed: 1 })
  })
})

describe('a Playwright suite', () => {
  test('counts skipped and repeated tests as failed', () => {
    const path = playwrightReport({ expected: 5, unexpected: 1, flaky: 1, skipped: 1 })
    expect(countOfReport(path, 1, countOfPlaywright)).toEqual({ passed: 5, failed: 3 })
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
