import { z } from 'zod'
import { streamQuery } from '../../chat/chat-input.ts'
import { turnBody, turnQuery } from '../../chat/request.ts'
import { AllowedAiModelPublishersEnum } from '../../domain/model.ts'
import { chatPath } from '../../http/chat-of.ts'
import { turnSamples } from '../examples.ts'
import { bodyErrors, type Operation } from '../operation.ts'
import { eventStream } from '../stream-parts.ts'

const modelPath = z.object({
  model_publisher: z.enum(Object.values(AllowedAiModelPublishersEnum)),
  model_name: z.string().describe('A model of that publisher, exactly as `/api/models` names it'),
})

const replyContent = {
  'text/event-stream': eventStream,
  'text/plain': z.string().describe('The text of the reply alone; a failure breaks the connection off'),
}
const replyHeaders = {
  'x-neptun-generation-id': 'The generation, to resume or stop it by',
  'x-neptun-provider': 'Who answers; when it was known before the headers',
  'x-neptun-upstream-model': 'What that provider calls the model',
}

export const turns: readonly Operation[] = [
  {
    method: 'post',
    path: '/api/ai/{model_publisher}/{model_name}/chat',
    id: 'createTurn',
    tag: 'Turns',
    summary: 'Ask a model',
    description:
      'Stores the last message as the question of the chat and streams the reply. The reply is finished and kept even if you leave; a playground turn ends with you. `Accept: text/plain` gives the text alone. Where the reply cannot begin, the status says why; a failure behind the first byte is an `error` part.',
    access: 'caller',
    parameters: modelPath,
    query: turnQuery,
    body: { schema: turnBody, required: true },
    answers: { 200: { description: 'The reply', content: replyContent, headers: replyHeaders } },
    errors: [
      'invalid_model',
      'invalid_chat_id',
      { code: 'chat_not_found', status: 400 },
      'invalid_is_playground',
      'context_too_long',
      'forbidden',
      ...bodyErrors,
      'rate_limited',
      'provider_not_configured',
      'upstream_auth',
      'upstream_quota',
      'upstream_rate_limited',
      'upstream_overloaded',
      'upstream_unavailable',
      'upstream_timeout',
      'upstream_model_not_found',
      'upstream_rejected',
      'upstream_malformed',
      'internal',
    ],
    samples: turnSamples,
  },
  {
    method: 'get',
    path: '/api/chats/{chat_id}/stream',
    id: 'followReply',
    tag: 'Turns',
    summary: 'Follow the running reply',
    description:
      'The reply that is being written, from its start or from behind `cursor`, for any number of readers.',
    access: 'caller',
    parameters: chatPath,
    query: streamQuery,
    headers: { 'Last-Event-ID': 'Where there is no `cursor`: the `id:` of the last event that was seen' },
    answers: {
      200: { description: 'The rest of the reply', content: replyContent, headers: replyHeaders },
      204: { description: 'No reply is being written' },
    },
    errors: ['invalid_body', 'chat_not_found'],
  },
  {
    method: 'delete',
    path: '/api/chats/{chat_id}/stream',
    id: 'stopReply',
    tag: 'Turns',
    summary: 'Stop the running reply',
    description: 'Without `generation_id` all that run in the chat. What was written is kept.',
    access: 'caller',
    parameters: chatPath,
    query: streamQuery.pick({ generation_id: true }),
    answers: { 204: { description: 'Asked to stop, also when none runs' } },
    errors: ['invalid_body', 'chat_not_found', 'cross_site'],
  },
]
