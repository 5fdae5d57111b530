import { startDemoStack } from '../../support/demo-stack.ts'
import { originVariable } from './origin.ts'

/** Starts a production build in front of a demo upstream, once for all end-to-end tests; the result ends both. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const { app, stop } = await startDemoStack()
  process.env[originVariable] = app.origin
  return stop
}
