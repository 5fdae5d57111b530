import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { EnvironmentError } from '../env.ts'
import { errorCodeOf } from './error-code.ts'

const PASSWORD_BYTES = 32
/** iron-session refuses shorter ones. */
const LEAST_CHARACTERS = 32

function read(file: string): string | null {
  try {
    const password = readFileSync(file, 'utf8').trim()
    if (password.length < LEAST_CHARACTERS)
      throw new EnvironmentError([
        `SESSION_PASSWORD is kept in ${file}, which has fewer than ${LEAST_CHARACTERS} characters: remove that file (everybody is signed out), or set SESSION_PASSWORD`,
      ])
    // A copied or restored folder may have opened the file to others.
    if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600)
    return password
  } catch (error) {
    if (errorCodeOf(error) === 'ENOENT') return null
    throw error
  }
}

/** Two processes may start at once: a link never replaces a file, so both go on with that of the first. */
function make(file: string): void {
  const draft = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(draft, randomBytes(PASSWORD_BYTES).toString('base64url'), {
      flag: 'wx',
      mode: 0o600,
      flush: true,
    })
    linkSync(draft, file)
  } catch (error) {
    if (errorCodeOf(error) !== 'EEXIST') throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/**
 * The session password of a machine whose disk lasts: made at the first start, kept in a file that its owner alone may
 * read, and the same ever after.
 * @throws EnvironmentError when it cannot be read, kept, or is too short.
 */
export function keptSessionPassword(dataDirectory: string): string {
  const file = join(dataDirectory, 'session-password')
  try {
    const kept = read(file)
    if (kept !== null) return kept
    make(file)
    const made = read(file)
    if (made !== null) return made
    throw new EnvironmentError([
      `SESSION_PASSWORD cannot be kept in ${file}: it is gone right after it was written`,
    ])
  } catch (error) {
    if (error instanceof EnvironmentError) throw error
    throw new EnvironmentError([
      `SESSION_PASSWORD cannot be kept in ${file} (${errorCodeOf(error)}): make that readable and writable, or set SESSION_PASSWORD`,
    ])
  }
}
