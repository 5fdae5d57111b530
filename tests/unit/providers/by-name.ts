import type { ProviderName } from '../../../lib/domain/receipt.ts'
import type { Provider } from '../../../lib/models/provider.ts'
import { cloudflare } from '../../../lib/models/providers/cloudflare.ts'
import { huggingface } from '../../../lib/models/providers/huggingface.ts'
import { ollama } from '../../../lib/models/providers/ollama.ts'
import { openrouter } from '../../../lib/models/providers/openrouter.ts'

/** The four providers, without the door that only a server may open. */
export const providers: Record<ProviderName, Provider> = { cloudflare, huggingface, openrouter, ollama }
