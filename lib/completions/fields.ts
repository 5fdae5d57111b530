/**
 * Fields of OpenAI's request that are ignored, for the answer is the same without them. The API reference lists them.
 */
export const ignoredFields = [
  'metadata',
  'parallel_tool_calls',
  'prediction',
  'prompt_cache_key',
  'prompt_cache_retention',
  'safety_identifier',
  'service_tier',
  'store',
  'stream_options.include_obfuscation',
  'user',
  'messages[].name',
] as const

const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0
const isEmptyObject = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0
const isOneOf =
  (...values: unknown[]) =>
  (value: unknown) =>
    values.includes(value)
const never = () => false

type Refused = {
  /** What is not supported, as the beginning of a sentence. */
  what: string
  /** Whether a value asks for nothing, so that it may stand there. */
  asksNothing: (value: unknown) => boolean
}

/** Fields that would change the answer and are refused. `null` counts as absent, and so does a value that asks for nothing. */
export const refusedFields: Readonly<Record<string, Refused>> = {
  tools: { what: 'Tools are', asksNothing: isEmptyList },
  tool_choice: { what: 'Tools are', asksNothing: isOneOf('none', 'auto') },
  functions: { what: 'Functions are', asksNothing: isEmptyList },
  function_call: { what: 'Functions are', asksNothing: isOneOf('none', 'auto') },
  n: { what: 'More than one choice is', asksNothing: isOneOf(1) },
  response_format: {
    what: 'Any response format but text is',
    asksNothing: (value) =>
      typeof value === 'object' && value !== null && 'type' in value && value.type === 'text',
  },
  logprobs: { what: 'Log probabilities are', asksNothing: isOneOf(false) },
  top_logprobs: { what: 'Log probabilities are', asksNothing: isOneOf(0) },
  logit_bias: { what: 'A logit bias is', asksNothing: isEmptyObject },
  modalities: {
    what: 'Any output but text is',
    asksNothing: (value) => Array.isArray(value) && value.length === 1 && value[0] === 'text',
  },
  audio: { what: 'Audio output is', asksNothing: never },
  reasoning_effort: { what: 'A reasoning effort is', asksNothing: never },
  verbosity: { what: 'A verbosity is', asksNothing: never },
  web_search_options: { what: 'Web search is', asksNothing: never },
  moderation: { what: 'Moderation is', asksNothing: never },
}

/** Fields that are read. */
export const readFields = [
  'model',
  'models',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'stop',
  'seed',
  'presence_penalty',
  'frequency_penalty',
] as const
