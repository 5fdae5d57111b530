import { readFileSync } from 'node:fs'

/** How many tests of a suite passed and how many did not, and which of those that passed did so only the second time. */
export type Count = { passed: number; failed: number; unsteady?: readonly string[] }

/** A suite that is one test: its exit code. */
export const countOfExitCode = (code: number): Count =>
  code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }

/** What is added up of a vitest JSON report (vitest's JsonTestResults). */
type VitestReport = {
  numPassedTests: number
  numTotalTests: number
  testResults: {
    status: string
    assertionResults: { fullName: string; status: string; failureMessages: readonly string[] }[]
  }[]
}

/** What is added up of a Playwright JSON report (Playwright's JSONReport). */
type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
  suites: PlaywrightSuite[]
}
type PlaywrightSuite = {
  suites?: PlaywrightSuite[]
  specs: { title: string; tests: { status: string }[] }[]
}

/** A test that was skipped has shown nothing, so it has not passed; a file that could not be loaded is one failure. */
export function countOfVitest(report: VitestReport): Count {
  const filesThatFailedToLoad = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length
  // vitest keeps what the first try failed with, also where the second passed.
  const unsteady = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
    .map(({ fullName, failureMessages }) => `${fullName}: ${firstLine(failureMessages[0])}`)
  return {
    passed: report.numPassedTests,
    failed: report.numTotalTests - report.numPassedTests + filesThatFailedToLoad,
    unsteady,
  }
}

const firstLine = (text = '') => text.split('\n', 1)[0]

/** A test that was skipped has not passed; what the first try of an unsteady one failed with stands in the list above. */
export function countOfPlaywright({ stats, suites }: PlaywrightReport): Count {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + stats.skipped,
    unsteady: suites.flatMap(flakySpecs),
  }
}

const flakySpecs = ({ suites = [], specs }: PlaywrightSuite): string[] => [
  ...specs.filter(({ tests }) => tests.some(({ status }) => status === 'flaky')).map(({ title }) => title),
  ...suites.flatMap(flakySpecs),
]

/**
 * The count of a suite that wrote a report. One that ended with a fault and reported none (it crashed, timed out, or
 * left no report), and one that ran no test at all, counts as one failure more.
 */
export function countOfReport<Report>(path: string, code: number, count: (report: Report) => Count): Count {
  const counted = readReport(path, count)
  if (counted === null) return { passed: 0, failed: 1 }
  const { passed, failed } = counted
  const unexplained = failed === 0 && (code !== 0 || passed === 0)
  return unexplained ? { passed, failed: 1 } : counted
}

function readReport<Report>(path: string, count: (report: Report) => Count): Count | null {
  try {
    // Written by the pinned version of the tool a moment ago; a field that is not a number shows just below.
    const counted = count(JSON.parse(readFileSync(path, 'utf8')) as Report)
    return Number.isInteger(counted.passed) && Number.isInteger(counted.failed) ? counted : null
  } catch (error) {
    console.error(
      `There is no readable report of this suite: ${error instanceof Error ? error.message : error}`,
    )
    return null
  }
}

/** All counts in one. */
export const sumOf = (counts: readonly Count[]): Count => ({
  passed: counts.reduce((sum, { passed }) => sum + passed, 0),
  failed: counts.reduce((sum, { failed }) => sum + failed, 0),
})

/** `N passed, N failed`. */
export const lineOf = ({ passed, failed }: Count): string => `${passed} passed, ${failed} failed`
