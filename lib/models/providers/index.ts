import 'server-only'
import type { ProviderName } from '../../domain/receipt.ts'
import type { Provider } from '../provider.ts'
import { cloudflare } from './cloudflare.ts'
import { huggingface } from './huggingface.ts'
import { ollama } from './ollama.ts'
import { openrouter } from './openrouter.ts'

/** Who serves models; complete over `ProviderName` by its type. */
export const providers: Record<ProviderName, Provider> = { cloudflare, huggingface, openrouter, ollama }
