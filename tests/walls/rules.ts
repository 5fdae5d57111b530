/** A floor of the application: which files stand on it, and into which floors they may look, types included. */
type Floor = { name: string; holds: RegExp; mayImport: readonly string[] }

const leaves = ['domain', 'env', 'log', 'process-wide']
const lib = [
  ...leaves,
  'catalogue',
  'models',
  'session',
  'store',
  'chat',
  'completions',
  'usage',
  'http',
  'boot',
]

/**
 * The walls of design.md, "The tree": imports run downwards only. A file stands on the first floor that holds it;
 * its own floor is always open to it. lib/http is where the session meets the store, since those two are blind to
 * each other.
 */
export const floors: readonly Floor[] = [
  { name: 'domain', holds: /^lib\/domain\//u, mayImport: [] },
  { name: 'env', holds: /^lib\/env\.ts$/u, mayImport: [] },
  { name: 'log', holds: /^lib\/log\.ts$/u, mayImport: [] },
  { name: 'process-wide', holds: /^lib\/process-wide\.ts$/u, mayImport: [] },
  { name: 'catalogue', holds: /^lib\/models\/catalog\.ts$/u, mayImport: [...leaves, 'models'] },
  { name: 'models', holds: /^lib\/models\//u, mayImport: [...leaves, 'catalogue'] },
  { name: 'session', holds: /^lib\/session\//u, mayImport: leaves },
  { name: 'store', holds: /^lib\/store\//u, mayImport: leaves },
  { name: 'chat', holds: /^lib\/chat\//u, mayImport: [...leaves, 'catalogue', 'models', 'store'] },
  { name: 'usage', holds: /^lib\/usage\//u, mayImport: [...leaves, 'store'] },
  {
    name: 'completions',
    holds: /^lib\/completions\//u,
    mayImport: [...leaves, 'catalogue', 'models', 'store', 'chat'],
  },
  { name: 'http', holds: /^lib\/http\//u, mayImport: [...leaves, 'session', 'store'] },
  { name: 'reference', holds: /^lib\/reference\//u, mayImport: lib },
  { name: 'boot', holds: /^lib\/boot\//u, mayImport: lib },
  { name: 'components', holds: /^components\//u, mayImport: ['domain', 'catalogue'] },
  { name: 'app', holds: /^app\//u, mayImport: [...lib, 'reference', 'components'] },
  { name: 'entry', holds: /^(?:middleware|instrumentation|instrumentation-client)\.ts$/u, mayImport: lib },
]

/** What never enters the browser's bundle: the server, its packages, and zod, which weighs 91 KB there. */
export const forbiddenInBrowser: readonly RegExp[] = [
  /^node:/u,
  /^zod(?:\/|$)/u,
  /^server-only$/u,
  /^next\/(?:headers|server)$/u,
  /^(?:iron-session|undici|ollama-ai-provider-v2)$/u,
  /^@(?:vercel|openrouter)\//u,
  /^@ai-sdk\/(?:openai|openai-compatible|provider)$/u,
  /^lib\/(?!domain\/|models\/)/u,
  /^lib\/models\/(?:providers|upstream)\//u,
]

/** What the middleware never loads: it runs on the edge, where there is neither Node nor our store. */
export const forbiddenOnEdge: readonly RegExp[] = [
  /^node:/u,
  /^server-only$/u,
  /^lib\/(?:store|models|chat|completions|boot)\//u,
]

/**
 * Who may touch which environment variables (`*`: all), other than scripts, tests and the tools' own settings.
 * NEXT_RUNTIME is a constant that Next puts in while it builds.
 */
export const environmentReaders: ReadonlyMap<string, readonly string[]> = new Map([
  ['lib/env.ts', ['*']],
  ['instrumentation.ts', ['NEXT_RUNTIME']],
])

/** Files that the walls do not stand around: they start, configure or test the application and are no part of it. */
export const isOutside = (path: string) =>
  /^(?:scripts|tests)\//u.test(path) || /^(?:next|vitest|playwright)\.config\.ts$/u.test(path)
