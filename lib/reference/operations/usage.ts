import { z } from 'zod'
import { MOST_TURNS_KEPT } from '../../store/contract.ts'
import { exportFields, usageFields } from '../../usage/query.ts'
import { usageAnswer } from '../answers.ts'
import { json, type Operation } from '../operation.ts'

export const usage: readonly Operation[] = [
  {
    method: 'get',
    path: '/api/usage',
    id: 'getUsage',
    tag: 'Usage',
    summary: 'What turns took',
    description:
      'Sums over a range of days, at most 366: turns, failures, tokens, cost, time to the first token. A cost that nobody knows is left out of the sum and counted in `unpricedTurns`, never taken for 0.',
    access: 'caller',
    query: usageFields,
    answers: { 200: json('The sums', usageAnswer) },
    errors: ['invalid_body'],
  },
  {
    method: 'get',
    path: '/api/usage/export.csv',
    id: 'exportUsage',
    tag: 'Usage',
    summary: 'Turns one by one, as CSV',
    description: `The newest ${MOST_TURNS_KEPT} turns are kept one by one. An empty cell is unknown.`,
    access: 'caller',
    query: exportFields,
    answers: {
      200: {
        description: 'A line for each turn, newest first',
        content: { 'text/csv': z.string() },
        headers: { 'content-disposition': 'A file name' },
      },
    },
    errors: ['invalid_body'],
  },
]
