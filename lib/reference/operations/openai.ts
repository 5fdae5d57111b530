import { z } from 'zod'
import { completionBody } from '../../completions/body.ts'
import { ignoredFields, refusedFields } from '../../completions/fields.ts'
import { completionSamples, modelListSamples } from '../examples.ts'
import {
  completionAnswer,
  completionStream,
  openAiModelAnswer,
  openAiModelListAnswer,
} from '../openai-answers.ts'
import { bodyErrors, json, type Operation } from '../operation.ts'

const quoted = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ')

export const openai: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/v1/models',
    id: 'listOpenAiModels',
    tag: 'OpenAI-compatible',
    summary: 'List the models that the caller may ask',
    access: 'caller',
    answers: { 200: json('The models', openAiModelListAnswer) },
    errors: [],
    errorStyle: 'openai',
    samples: modelListSamples,
  },
  {
    method: 'get',
    path: '/api/v1/models/{model_id}',
    id: 'getOpenAiModel',
    tag: 'OpenAI-compatible',
    summary: 'Get a model',
    access: 'caller',
    parameters: z.object({ model_id: z.string().describe('`publisher/name`, with `/` or with `%2F`') }),
    answers: { 200: json('The model', openAiModelAnswer) },
    errors: ['invalid_model', 'forbidden'],
    errorStyle: 'openai',
  },
  {
    method: 'post',
    path: '/api/v1/chat/completions',
    id: 'createCompletion',
    tag: 'OpenAI-compatible',
    summary: 'Complete a conversation',
    description: `OpenAI's request and response, streamed and not; the base URL of a client is \`/api/v1\` or \`/v1\` of this server. \`models\` names further models to try in order when \`model\` cannot begin. A client that leaves closes the upstream request.

Ignored, for they do not change the answer: ${quoted(ignoredFields)}. Refused with a 400 unless they ask for nothing: ${quoted(Object.keys(refusedFields))}.`,
    access: 'caller',
    body: { schema: completionBody, required: true },
    answers: {
      200: {
        description: 'The completion; with `stream` its events',
        content: { 'application/json': completionAnswer, 'text/event-stream': completionStream },
        headers: { 'x-neptun-generation-id': 'The generation', 'x-neptun-provider': 'Who answered' },
      },
    },
    errors: [
      ...bodyErrors,
      'context_too_long',
      'forbidden',
      'invalid_model',
      'rate_limited',
      'upstream_rate_limited',
      'upstream_quota',
      'upstream_auth',
      'upstream_unavailable',
      'upstream_model_not_found',
      'upstream_rejected',
      'upstream_malformed',
      'provider_not_configured',
      'upstream_overloaded',
      'upstream_timeout',
    ],
    errorStyle: 'openai',
    samples: completionSamples,
  },
]
