import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** `server-only` throws outside a React server bundle, which a test is not; `@` is the root, as in tsconfig.json. */
const alias = [
  { find: /^server-only$/u, replacement: at('tests/support/empty-module.ts') },
  { find: /^@\//u, replacement: `${at('.')}` },
]

export default defineConfig({
  resolve: { alias },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    allowOnly: false,
    passWithNoTests: false,
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    projects: [
      // On a busy machine a start of a process or a scrypt takes its time, and no test here is about that.
      {
        extends: true,
        test: { name: 'unit', include: ['tests/unit/**/*.test.{ts,tsx}'], testTimeout: 30_000 },
      },
      // Stores and faults need no running application, so nothing is built for them.
      ...['store', 'faults'].map((name) => ({
        extends: true as const,
        test: {
          name,
          include: [`tests/contract/${name}/**/*.test.ts`],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      })),
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['tests/contract/**/*.test.ts'],
          exclude: ['tests/contract/{store,faults}/**'],
          globalSetup: ['tests/support/contract-setup.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
