import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../process/root.ts'

/** Where the benchmark keeps what is not source: packages of others, results. Ignored by git. */
export const benchFolder = join(root, '.bench')

/** A folder below it, made when missing. */
export function benchPath(name: string): string {
  const path = join(benchFolder, name)
  mkdirSync(path, { recursive: true })
  return path
}
