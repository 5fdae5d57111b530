import { join } from 'node:path'

/**
 * The packages are the project's own: the application under test and its baselines stand on the same Next. Its root is
 * therefore the project's, where Next would find middleware.ts and instrumentation.ts, were they not of another ending.
 */
export default {
  poweredByHeader: false,
  pageExtensions: ['js'],
  turbopack: { root: join(import.meta.dirname, '../../..') },
}
