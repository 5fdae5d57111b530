import type { ProviderName } from './models.ts'

/** The only credentials that the demo upstream accepts; they open nothing else. Ollama asks for none. */
export const demoKeys: Record<Exclude<ProviderName, 'ollama'>, string> = {
  huggingface: 'demo-token-of-the-demo-upstream-hf',
  cloudflare: 'demo-token-of-the-demo-upstream-cf',
  openrouter: 'demo-key-of-the-demo-upstream-or',
}

/** The environment (api.md section 7) that points the application at a demo upstream on `origin`. */
export function upstreamEnvironment(origin: string): Record<string, string> {
  return {
    HF_TOKEN: demoKeys.huggingface,
    HUGGINGFACE_BASE_URL: `${origin}/huggingface/v1`,
    CLOUDFLARE_ACCOUNT_ID: 'demo-account',
    CLOUDFLARE_API_TOKEN: demoKeys.cloudflare,
    CLOUDFLARE_BASE_URL: `${origin}/cloudflare/ai/v1`,
    OPENROUTER_API_KEY: demoKeys.openrouter,
    OPENROUTER_BASE_URL: `${origin}/openrouter/api/v1`,
    OLLAMA_BASE_URL: `${origin}/ollama`,
  }
}
