import { spawnSync } from 'node:child_process'
import { ScriptError } from '../process/or-explain.ts'
import { findProgram } from './program.ts'

/**
 * A program that the tests need and npm does not bring: what it is called, on Debian and elsewhere. Of `debianPackages`
 * one is enough, and the first that there is is taken.
 */
type TestProgram = { what: string; debianPackages: readonly [string, ...string[]]; names: readonly string[] }

const chromium: TestProgram = {
  what: 'Chromium (or Chrome), with which pages are tested, measured and photographed',
  debianPackages: ['chromium-headless-shell', 'chromium'],
  names: [
    // The same browser without a window to draw: a new page costs less than half as much.
    'chromium-headless-shell',
    '/usr/bin/chromium',
    'chromium',
    'chromium-browser',
    'google-chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
}
const redis: TestProgram = {
  what: 'redis-server, which stands behind the tests of the Vercel KV store',
  debianPackages: ['redis-server'],
  names: ['redis-server'],
}

/** The browser of the end-to-end tests, null when there is none. */
export const findChromium = () => findProgram(chromium.names)

const missingOf = (programs: readonly TestProgram[]) =>
  programs.filter(({ names }) => findProgram(names) === null)

function install(programs: readonly TestProgram[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const aptGet = (...args: string[]) =>
    spawnSync('apt-get', args, { stdio: ['ignore', 'inherit', 'inherit'], env })
  aptGet('update')
  for (const { names, debianPackages } of programs)
    for (const debianPackage of debianPackages)
      if (findProgram(names) === null) aptGet('install', '-y', '--no-install-recommends', debianPackage)
}

function provide(programs: readonly TestProgram[]): TestProgram[] {
  const missing = missingOf(programs)
  if (missing.length > 0 && process.getuid?.() === 0 && findProgram(['apt-get'])) install(missing)
  return missingOf(missing)
}

const adviceOn = ({ what, debianPackages: [debianPackage] }: TestProgram, afterwards: string) =>
  `Missing: ${what}. Install it so that it is found in PATH (on Debian and Ubuntu: ` +
  `sudo apt-get install ${debianPackage}), then ${afterwards}.`

/**
 * Sees to it that the tests have the programs they need: as root on Debian it installs what is missing. Gives one
 * sentence for each that is still missing and says what to install; the tests that need it fail.
 */
export const provideTestPrograms = (): string[] =>
  provide([chromium, redis]).map((program) => adviceOn(program, 'run the tests again'))

function provided(program: TestProgram): string {
  provide([program])
  const path = findProgram(program.names)
  if (path === null) throw new ScriptError(adviceOn(program, 'try again'))
  return path
}

/**
 * The path of the browser, or of the server behind the KV, for scripts that cannot do without; as root on Debian it is
 * installed when it is missing.
 * @throws ScriptError when there is none, with what to install
 */
export const provideChromium = () => provided(chromium)
export const provideRedis = () => provided(redis)
