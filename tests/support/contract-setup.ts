import type { TestProject } from 'vitest/node'
import { startDemoStack } from './demo-stack.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** The application that all contract tests share, and the demo upstream behind it; see shared-stack.ts. */
    sharedStack: { appOrigin: string; upstreamOrigin: string }
  }
}

/** Builds once and starts one application and one demo upstream for all contract tests. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const { app, upstream, stop } = await startDemoStack()
  project.provide('sharedStack', { appOrigin: app.origin, upstreamOrigin: upstream.origin })
  return stop
}
