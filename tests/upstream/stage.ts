import type { Socket } from 'node:net'
import type { House } from './dialect.ts'
import { knownModels, type ProviderName } from './models.ts'
import { RequestLog } from './request-log.ts'
import { type Script, ScriptQueue } from './script.ts'
import { changedSettings, type Settings, type SettingsChange } from './settings.ts'

/** All that one demo upstream knows and can be told. */
export class Stage implements House {
  readonly log = new RequestLog()
  readonly scripts = new ScriptQueue()
  readonly loadedUntil = new Map<string, number>()
  /** Each open connection and the provider of its latest request. */
  readonly sockets = new Map<Socket, ProviderName | null>()
  readonly killed = new Set<ProviderName>()
  settings: Settings
  readonly #begun: Settings

  constructor(settings: Settings) {
    this.settings = settings
    this.#begun = settings
  }

  knows(provider: ProviderName, model: string): boolean {
    return this.settings.unknownModels === 'serve' || knownModels[provider].includes(model)
  }

  script(script: Script): void {
    this.scripts.add(script)
  }

  change(change: SettingsChange): void {
    this.settings = changedSettings(this.settings, change)
  }

  /** Destroys the provider's connections, and from now on each that brings a request for it. */
  kill(provider: ProviderName): void {
    this.killed.add(provider)
    this.log.closeAll(provider, 'killed')
    for (const [socket, latest] of this.sockets) if (latest === provider) socket.resetAndDestroy()
  }

  /** Ends the death of a provider, or of all. */
  revive(provider?: ProviderName): void {
    if (provider) this.killed.delete(provider)
    else this.killed.clear()
  }

  /** Back to the beginning: no log, no scripts, nobody dead, the first settings. Running replies go on. */
  reset(): void {
    this.log.reset()
    this.scripts.reset()
    this.loadedUntil.clear()
    this.killed.clear()
    this.settings = this.#begun
  }
}
