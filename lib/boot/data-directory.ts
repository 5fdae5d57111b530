import { accessSync, constants, mkdirSync } from 'node:fs'
import { EnvironmentError } from '../env.ts'
import { errorCodeOf } from './error-code.ts'

/**
 * Makes the folder of what this machine remembers, open to its owner alone; one that exists is left as it is.
 * @throws EnvironmentError when it cannot be made or written in.
 */
export function openDataDirectory(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 })
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK)
  } catch (error) {
    throw new EnvironmentError([
      `DATA_DIR ${path} cannot be written (${errorCodeOf(error)}): name a folder in which this user may write`,
    ])
  }
}
