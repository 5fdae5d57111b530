import 'server-only'
import { providerProbes } from '../models/list.ts'
import { providers } from '../models/providers/index.ts'
import { store } from '../store/index.ts'

/** How long each thing may take to show that it works. */
const CHECK_MS = 2_000

type Check = 'up' | 'down' | 'unknown' | 'not_configured'
export type Readiness = { ready: boolean; store: Check; providers: Record<string, Check> }

async function within(work: Promise<unknown>): Promise<'up' | 'down'> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'down'>((resolve) => {
    timer = setTimeout(() => resolve('down'), CHECK_MS)
  })
  const done = work.then(
    () => 'up' as const,
    () => 'down' as const,
  )
  const result = await Promise.race([done, late])
  clearTimeout(timer)
  return result
}

/** Whether this process can do its work. Ready means that the store works; a provider that is away fails only its turns. */
export async function readiness(): Promise<Readiness> {
  const checks = Object.values(providers).map(async (provider): Promise<[string, Check]> => {
    if (provider.missing() !== null) return [provider.name, 'not_configured']
    await within(providerProbes.refresh(provider))
    return [provider.name, providerProbes.state(provider)]
  })
  const [stored, ...known] = await Promise.all([
    within(Promise.resolve().then(() => store().check())),
    ...checks,
  ])
  return { ready: stored === 'up', store: stored, providers: Object.fromEntries(known) }
}
