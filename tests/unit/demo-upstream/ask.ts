import { demoKeys } from '../../upstream/environment.ts'
import type { ProviderName } from '../../upstream/models.ts'
import { readStream, type Said } from './read-stream.ts'

/** Where and with what each provider is asked. */
export const places = {
  huggingface: {
    path: '/huggingface/v1/chat/completions',
    model: 'Qwen/Qwen2.5-72B-Instruct',
    key: demoKeys.huggingface,
    format: 'sse',
  },
  cloudflare: {
    path: '/cloudflare/ai/v1/chat/completions',
    model: '@cf/meta/llama-3.3-70b-instruct-fp8-fast',
    key: demoKeys.cloudflare,
    format: 'sse',
  },
  openrouter: {
    path: '/openrouter/api/v1/chat/completions',
    model: 'deepseek/deepseek-chat',
    key: demoKeys.openrouter,
    format: 'sse',
  },
  ollama: { path: '/ollama/api/chat', model: 'mollysama/rwkv-6-world:1.6b', key: '', format: 'ndjson' },
} as const satisfies Record<
  ProviderName,
  { path: string; model: string; key: string; format: 'sse' | 'ndjson' }
>

type Options = { body?: Record<string, unknown>; key?: string; signal?: AbortSignal }

/** Sends a prompt to a provider. */
export function send(
  origin: string,
  provider: ProviderName,
  prompt: string,
  options: Options = {},
): Promise<Response> {
  const { path, model, key } = places[provider]
  const usedKey = options.key ?? key
  return fetch(origin + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(usedKey && { authorization: `Bearer ${usedKey}` }) },
    body: JSON.stringify({
      model,
      stream: true,
      ...(provider !== 'ollama' && { stream_options: { include_usage: true } }),
      messages: [{ role: 'user', content: prompt }],
      ...options.body,
    }),
    ...(options.signal && { signal: options.signal }),
  })
}

/** What came of a prompt: the status, all bytes up to a break, and what they say. */
export type Heard = Said & {
  status: number
  headers: Headers
  stream: string
  broken: boolean
}

/** Sends a prompt and reads until the end, or until the connection breaks. */
export async function ask(
  origin: string,
  provider: ProviderName,
  prompt: string,
  options: Options = {},
): Promise<Heard> {
  const response = await send(origin, provider, prompt, options)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let stream = ''
  let broken = false
  try {
    for await (const chunk of response.body ?? []) {
      stream += decoder.decode(chunk, { stream: true })
    }
  } catch {
    broken = true
  }
  return {
    ...readStream(stream, places[provider].format),
    status: response.status,
    headers: response.headers,
    stream,
    broken,
  }
}
