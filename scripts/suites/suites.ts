import { join } from 'node:path'
import { ensureProductionBuild } from '../build/production-build.ts'
import { runCommand } from '../process/command.ts'
import { root } from '../process/root.ts'
import { type Count, countOfExitCode, countOfPlaywright, countOfReport, countOfVitest } from './count.ts'

/** What a suite is given: the environment of its commands and a folder for its report. */
export type SuiteContext = { env: NodeJS.ProcessEnv; reportFolder: string }

/** A part of `npm test`. */
export type Suite = {
  name: string
  /** Of no use when the production build failed: then it counts as one failure. */
  needsBuild: boolean
  run(context: SuiteContext): Promise<Count>
}

const MINUTE_MS = 60_000
const bin = (path: string) => join(root, 'node_modules', path)

async function types(env: NodeJS.ProcessEnv): Promise<Count> {
  const limit = { env, timeLimitMs: 4 * MINUTE_MS }
  const routes = await runCommand(process.execPath, [bin('next/dist/bin/next'), 'typegen'], limit)
  if (routes !== 0) return countOfExitCode(routes)
  return countOfExitCode(await runCommand(process.execPath, [bin('typescript/bin/tsc'), '--noEmit'], limit))
}

async function lint(env: NodeJS.ProcessEnv): Promise<Count> {
  const command = [bin('@biomejs/biome/bin/biome'), 'check', '.']
  return countOfExitCode(await runCommand(process.execPath, command, { env, timeLimitMs: 2 * MINUTE_MS }))
}

async function build(): Promise<Count> {
  try {
    await ensureProductionBuild()
    return countOfExitCode(0)
  } catch (error) {
    console.error(error)
    return countOfExitCode(1)
  }
}

/**
 * What the suites of whole processes and of a browser add to their commands: on a machine that others share, a start or
 * a repaint can come later than any test allows for. Who needs the second try is named under the sums. The other suites
 * get none, since their random inputs would hide behind it.
 */
const secondTry = { vitest: ['--retry=1'], playwright: ['--retries=1'] }

function vitest(project: string, timeLimitMs: number, options: readonly string[] = []): Suite['run'] {
  return async ({ env, reportFolder }) => {
    const report = join(reportFolder, `${project}.json`)
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const command = [bin('vitest/vitest.mjs'), 'run', '--project', project, ...options, ...reporters]
    const code = await runCommand(process.execPath, command, { env, timeLimitMs })
    return countOfReport(report, code, countOfVitest)
  }
}

const endToEnd: Suite['run'] = async ({ env: { NO_COLOR, ...env }, reportFolder }) => {
  const report = join(reportFolder, 'end-to-end.json')
  const command = [bin('@playwright/test/cli.js'), 'test', ...secondTry.playwright, '--reporter=list,json']
  const code = await runCommand(process.execPath, command, {
    // Playwright sets FORCE_COLOR for its workers, and Node warns in each of them where NO_COLOR stands beside it.
    env: { ...env, ...(NO_COLOR && { FORCE_COLOR: '0' }), PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    timeLimitMs: 12 * MINUTE_MS,
  })
  return countOfReport(report, code, countOfPlaywright)
}

/** All suites in the order in which they run; their time limits add up to less than the hour that a CI run has. */
export const suites: readonly Suite[] = [
  { name: 'types', needsBuild: false, run: ({ env }) => types(env) },
  { name: 'lint', needsBuild: false, run: ({ env }) => lint(env) },
  { name: 'unit', needsBuild: false, run: vitest('unit', 8 * MINUTE_MS) },
  { name: 'store', needsBuild: false, run: vitest('store', 5 * MINUTE_MS) },
  { name: 'faults', needsBuild: false, run: vitest('faults', 5 * MINUTE_MS) },
  { name: 'build', needsBuild: false, run: build },
  { name: 'contract', needsBuild: true, run: vitest('contract', 12 * MINUTE_MS, secondTry.vitest) },
  { name: 'end to end', needsBuild: true, run: endToEnd },
]
