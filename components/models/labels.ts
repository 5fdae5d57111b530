import type { ProviderName } from '@/lib/domain/receipt.ts'

/** Providers as a person calls them. */
export const providerLabels: Record<ProviderName, string> = {
  cloudflare: 'Cloudflare',
  huggingface: 'Hugging Face',
  openrouter: 'OpenRouter',
  ollama: 'Ollama',
}

const publisherLabels = new Map([
  ['google', 'Google'],
  ['qwen', 'Qwen'],
  ['deepseek-ai', 'DeepSeek'],
  ['mistralai', 'Mistral AI'],
  ['microsoft', 'Microsoft'],
  ['cloudflare', 'Cloudflare'],
  ['openrouter', 'OpenRouter'],
  ['ollama', 'Ollama'],
])

/** A publisher as a person calls it; one we have no name for is shown as it stands in the model id. */
export const publisherLabel = (publisher: string) => publisherLabels.get(publisher) ?? publisher

/** A number of tokens in the way context windows are spoken of: 24K, 1M. */
export function shortTokens(tokens: number): string {
  const binary = tokens % 1024 === 0
  const thousand = binary ? 1024 : 1000
  const million = thousand * thousand
  return tokens >= million
    ? `${Math.round((tokens / million) * 10) / 10}M`
    : `${Math.round(tokens / thousand)}K`
}
