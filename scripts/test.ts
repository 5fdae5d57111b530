import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { provideTestPrograms } from './machine/test-programs.ts'
import { type Count, countOfExitCode, lineOf, sumOf } from './suites/count.ts'
import { type Suite, type SuiteContext, suites } from './suites/suites.ts'

/** Plain text where nobody looks at colours; FORCE_COLOR goes, since Node warns where it stands beside NO_COLOR. */
function suiteEnvironment(): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' }
  if (!env.CI) return env
  delete env.FORCE_COLOR
  return { ...env, NO_COLOR: '1' }
}

async function runSuite({ needsBuild, run }: Suite, context: SuiteContext, built: boolean): Promise<Count> {
  if (needsBuild && !built) {
    console.error('Not run, because the production build failed: counted as one failure.')
    return countOfExitCode(1)
  }
  try {
    return await run(context)
  } catch (error) {
    console.error(error)
    return countOfExitCode(1)
  }
}

const faults = provideTestPrograms()
for (const fault of faults) console.error(fault)

const reportFolder = mkdtempSync(join(tmpdir(), 'neptun-reports-'))
const context = { env: suiteEnvironment(), reportFolder }
const results: { name: string; count: Count }[] = []
for (const suite of suites) {
  console.log(`\n── ${suite.name} ──`)
  const built = !results.some(({ name, count }) => name === 'build' && count.failed > 0)
  results.push({ name: suite.name, count: await runSuite(suite, context, built) })
}
rmSync(reportFolder, { recursive: true, force: true })

const sum = sumOf(results.map(({ count }) => count))
console.log('\n── all suites ──')
for (const { name, count } of results) console.log(`${name.padEnd(12)} ${lineOf(count)}`)
for (const { name, count } of results)
  for (const test of count.unsteady ?? []) console.log(`${name}: passed only the second time: ${test}`)
for (const fault of faults) console.log(fault)
console.log(lineOf(sum))
process.exitCode = sum.failed === 0 ? 0 : 1
