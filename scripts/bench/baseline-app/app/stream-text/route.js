import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { streamText } from 'ai'

const provider = createOpenAICompatible({ name: 'bench', baseURL: `${process.env.BENCH_UPSTREAM}/v1` })

/** POST: the AI SDK as its guide has it, without session, store or anything else. */
export async function POST(request) {
  const { messages } = await request.json()
  const result = streamText({ model: provider('bench'), messages, abortSignal: request.signal })
  return result.toUIMessageStreamResponse()
}
