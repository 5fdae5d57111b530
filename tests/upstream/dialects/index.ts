import type { Dialect } from '../dialect.ts'
import type { ProviderName } from '../models.ts'
import { cloudflare } from './cloudflare.ts'
import { huggingface } from './huggingface.ts'
import { ollama } from './ollama.ts'
import { openrouter } from './openrouter.ts'

/** The four dialects. */
export const dialects: Record<ProviderName, Dialect> = { huggingface, cloudflare, openrouter, ollama }

const mounts = Object.values(dialects).flatMap((dialect) =>
  dialect.mounts.map((mount) => [mount, dialect] as const),
)

/** Whose path it is; undefined when nobody's. */
export const dialectOf = (path: string): Dialect | undefined =>
  mounts.find(([mount]) => path === mount || path.startsWith(`${mount}/`))?.[1]
