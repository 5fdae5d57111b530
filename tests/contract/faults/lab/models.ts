import type { ProviderName } from '../../../../lib/domain/receipt.ts'
import { type CatalogEntry, findModel } from '../../../../lib/models/catalog.ts'

function requireModel(id: string): CatalogEntry {
  const model = findModel(id)
  if (!model) throw new Error(`The catalogue has no ${id}`)
  return model
}

/** A model of each provider that nobody else serves, so that no failover hides what became of it. */
export const onlyAt: Record<ProviderName, CatalogEntry> = {
  huggingface: requireModel('mistralai/Mistral-7B-Instruct-v0.3'),
  cloudflare: requireModel('cloudflare/llama-3.3-70b-instruct-fp8-fast'),
  openrouter: requireModel('openrouter/deepseek-chat'),
  ollama: requireModel('ollama/rwkv-6-world'),
}

/** Served by Hugging Face, then Cloudflare, then OpenRouter. */
export const atThree: CatalogEntry = requireModel('qwen/Qwen2.5-Coder-32B-Instruct')

/** The provider's own model as if the other remote ones served it too, so that a failover would show. */
export const firstAt = (provider: ProviderName): CatalogEntry => ({
  ...onlyAt[provider],
  routes: [onlyAt[provider].routes[0], ...atThree.routes.filter((route) => route.provider !== provider)],
})

/** The same model, but with its thoughts inside its text. */
export const thinking = (model: CatalogEntry): CatalogEntry => ({
  ...model,
  reasoning: true,
  thinksInText: true,
})
