import type { ProviderName } from './models.ts'
import type { ThinkingShape } from './reply.ts'

/** How the house behaves where neither prompt nor script says otherwise. */
export type Settings = {
  /** Milliseconds before each piece of a reply; 0 sends a reply in one write. */
  delayMs: number
  /** One write per frame also where nothing waits between them. */
  oneWritePerFrame: boolean
  /** Models outside `knownModels`: refused as the provider would, or served all the same. */
  unknownModels: 'refuse' | 'serve'
  /** Where each provider puts the thoughts of its reasoning models. */
  thinking: Record<ProviderName, ThinkingShape>
}

/** A pace that a person can read along with. */
export const defaultSettings: Settings = {
  delayMs: 25,
  oneWritePerFrame: false,
  unknownModels: 'refuse',
  thinking: { huggingface: 'tagless', cloudflare: 'field', openrouter: 'field', ollama: 'tags' },
}

/** What may be given to change settings; absent stays as it is. */
export type SettingsChange = Partial<Omit<Settings, 'thinking'>> & {
  thinking?: Partial<Settings['thinking']>
}

/** Settings with a change laid over them. */
export const changedSettings = (settings: Settings, change: SettingsChange): Settings => ({
  ...settings,
  ...change,
  thinking: { ...settings.thinking, ...change.thinking },
})
