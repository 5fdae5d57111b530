import { resolve } from 'node:path'
import {
  type Environment,
  EnvironmentError,
  processVariables,
  readEnvironment,
  type Variables,
} from '../env.ts'
import { setLogLevel } from '../log.ts'
import { openDataDirectory } from './data-directory.ts'
import { keptSessionPassword } from './session-password.ts'

/**
 * Reads the environment and makes what it needs on this machine: the data folder of the embedded store, and the
 * session password where none is given. That is put into `variables`, since the middleware on the edge knows nothing
 * but variables.
 * @throws EnvironmentError with every fault.
 */
export function prepareEnvironment(variables: Variables): Environment {
  const environment = readEnvironment(variables)
  const usesDisk = environment.KV_REST_API_URL === undefined || environment.SESSION_PASSWORD === undefined
  if (!usesDisk) return environment
  const dataDirectory = resolve(environment.DATA_DIR)
  openDataDirectory(dataDirectory)
  if (environment.SESSION_PASSWORD !== undefined) return environment
  variables.SESSION_PASSWORD = keptSessionPassword(dataDirectory)
  return readEnvironment(variables)
}

/**
 * The first thing that a server does. Doing it again changes nothing. A faulty environment ends the process with exit
 * code 1 and one line on stderr for each fault: what `register` of instrumentation.ts throws does not stop `next start`.
 */
export function boot(variables: Variables = processVariables()): Environment {
  try {
    const environment = prepareEnvironment(variables)
    setLogLevel(environment.LOG_LEVEL)
    return environment
  } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error
    for (const fault of error.faults) process.stderr.write(`neptun: ${fault}\n`)
    process.exit(1)
  }
}
