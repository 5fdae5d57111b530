import { z } from 'zod'
import { newApiKeyBody } from '../../completions/api-key-body.ts'
import { keyList, newKeyAnswer } from '../answers.ts'
import { bodyErrors, json, type Operation } from '../operation.ts'

export const keys: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/keys',
    id: 'listKeys',
    tag: 'API keys',
    summary: 'List your API keys',
    access: 'session',
    answers: { 200: json('The keys, newest first, none of them shown whole', keyList) },
    errors: [],
  },
  {
    method: 'post',
    path: '/api/keys',
    id: 'createKey',
    tag: 'API keys',
    summary: 'Create an API key',
    description: 'The answer is the only one that shows the key; a hash of it is stored.',
    access: 'session',
    body: { schema: newApiKeyBody, required: true },
    answers: { 201: json('The key, this once', newKeyAnswer) },
    errors: [...bodyErrors, 'conflict'],
  },
  {
    method: 'delete',
    path: '/api/keys/{key_id}',
    id: 'revokeKey',
    tag: 'API keys',
    summary: 'Revoke an API key',
    access: 'session',
    parameters: z.object({ key_id: z.string() }),
    answers: { 204: { description: 'Worth nothing from now on' } },
    errors: ['not_found', 'cross_site'],
  },
]
