import { spawnSync } from 'node:child_process'
import { findProgram } from './program.ts'

/** A program that the tests need and npm does not bring: what it is called, on Debian and elsewhere. */
type TestProgram = { what: string; debianPackage: string; names: readonly string[] }

const chromium: TestProgram = {
  what: 'Chromium (or Chrome), which the end-to-end tests drive',
  debianPackage: 'chromium',
  names: [
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
  debianPackage: 'redis-server',
  names: ['redis-server'],
}

/** The browser of the end-to-end tests, null when there is none. */
export const findChromium = () => findProgram(chromium.names)

const missingPrograms = () => [chromium, redis].filter(({ names }) => findProgram(names) === null)

function install(packages: readonly string[]): void {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const aptGet = (...args: string[]) =>
    spawnSync('apt-get', args, { stdio: ['ignore', 'inherit', 'inherit'], env })
  aptGet('update')
  aptGet('install', '-y', '--no-install-recommends', ...packages)
}

/**
 * Sees to it that the tests have the programs they need: as root on Debian it installs what is missing. Gives one
 * sentence for each that is still missing and says what to install; the tests that need it fail.
 */
export function provideTestPrograms(): string[] {
  const missing = missingPrograms()
  if (missing.length > 0 && process.getuid?.() === 0 && findProgram(['apt-get']))
    install(missing.map(({ debianPackage }) => debianPackage))
  return missingPrograms().map(
    ({ what, debianPackage }) =>
      `Missing: ${what}. Install it so that it is found in PATH (on Debian and Ubuntu: ` +
      `sudo apt-get install ${debianPackage}), then run the tests again.`,
  )
}
