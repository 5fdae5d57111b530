import { z } from 'zod'
import { healthAnswer, modelList, readinessAnswer } from '../answers.ts'
import { json, type Operation } from '../operation.ts'

export const service: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/models',
    id: 'listModels',
    tag: 'Models',
    summary: 'List all models and how they are',
    description: 'Never waits for a provider: what is known is served, and refreshed behind.',
    access: 'public',
    answers: { 200: json('All models', modelList) },
    errors: [],
  },
  {
    method: 'get',
    path: '/api/health',
    id: 'getHealth',
    tag: 'Service',
    summary: 'Whether the process answers',
    access: 'public',
    answers: { 200: json('It does', healthAnswer) },
    errors: [],
  },
  {
    method: 'get',
    path: '/api/health/ready',
    id: 'getReadiness',
    tag: 'Service',
    summary: 'Whether turns can be stored and answered',
    description: 'Each thing is checked within 2 s.',
    access: 'public',
    answers: {
      200: json('The store works', readinessAnswer),
      503: json('The store does not work', readinessAnswer),
    },
    errors: [],
  },
  {
    method: 'get',
    path: '/api/openapi.json',
    id: 'getReference',
    tag: 'Service',
    summary: 'This document',
    access: 'public',
    answers: {
      200: json(
        'An OpenAPI 3.1 document',
        z.looseObject({ openapi: z.literal('3.1.1'), paths: z.looseObject({}) }),
      ),
    },
    errors: [],
  },
]
