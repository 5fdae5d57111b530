import { type connections, controlMount } from './control.ts'
import type { ProviderName } from './models.ts'
import type { LoggedRequest } from './request-log.ts'
import type { Script } from './script.ts'
import type { SettingsChange } from './settings.ts'

/**
 * Tells a demo upstream in another process what to do.
 * @throws Error with the demo upstream's words when it refuses.
 */
export function remoteUpstream(origin: string) {
  // Both ends are of one source, so what comes back has the type that was sent.
  const call = async <Result>(method: 'GET' | 'POST', name: string, body?: unknown): Promise<Result> => {
    const response = await fetch(`${origin}${controlMount}${name}`, {
      method,
      ...(body !== undefined && {
        body: JSON.stringify(body),
        headers: { 'content-type': 'application/json' },
      }),
    })
    if (!response.ok) throw new Error(`Demo upstream: ${await response.text()}`)
    return (await response.json()) as Result
  }
  return {
    origin,
    script: async (script: Script | readonly Script[]): Promise<void> => {
      await call('POST', 'script', script)
    },
    change: async (settings: SettingsChange): Promise<void> => {
      await call('POST', 'settings', settings)
    },
    requests: async (provider?: ProviderName) =>
      (await call<{ requests: LoggedRequest[] }>('GET', `requests${provider ? `?provider=${provider}` : ''}`))
        .requests,
    connections: () => call<ReturnType<typeof connections>>('GET', 'connections'),
    kill: async (provider: ProviderName): Promise<void> => {
      await call('POST', 'kill', { provider })
    },
    revive: async (provider?: ProviderName): Promise<void> => {
      await call('POST', 'revive', { provider })
    },
    reset: async (): Promise<void> => {
      await call('POST', 'reset')
    },
  }
}
