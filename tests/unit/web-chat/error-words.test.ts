import { describe, expect, test } from 'vitest'
import { describeError, remediesOf } from '../../../components/chat/error-words.ts'
import { type ErrorBody, type ErrorCode, errorTable } from '../../../lib/domain/errors.ts'

const body = (code: ErrorCode, provider?: string): ErrorBody => ({
  statusCode: 500,
  statusMessage: 'x',
  data: { code, message: 'm', requestId: 'r', ...(provider && { provider }) },
})

describe('the words of an error', () => {
  test('name who can do something about it', () => {
    expect(describeError(body('upstream_overloaded', 'openrouter'))).toMatchObject({
      title: 'OpenRouter is overloaded',
      blame: 'provider',
    })
    expect(describeError(body('context_too_long')).blame).toBe('you')
    expect(describeError(body('provider_not_configured', 'ollama')).blame).toBe('server')
    expect(describeError(body('internal')).blame).toBe('server')
    expect(describeError(null).blame).toBe('connection')
  })

  test('every fault of a provider is told as one, whoever it was', () => {
    const codes = Object.keys(errorTable).filter((code): code is ErrorCode => code.startsWith('upstream_'))
    expect(codes).toHaveLength(9)
    for (const code of codes) {
      expect(describeError(body(code))).toMatchObject({
        title: expect.stringContaining('The provider'),
        blame: 'provider',
      })
      expect(remediesOf(body(code))).toEqual({ again: true, otherModel: true })
    }
  })

  test('offer only what may cure', () => {
    expect(remediesOf(null)).toEqual({ again: true, otherModel: false })
    expect(remediesOf(body('rate_limited'))).toEqual({ again: true, otherModel: false })
    expect(remediesOf(body('unauthorized'))).toEqual({ again: false, otherModel: false })
    expect(remediesOf(body('context_too_long'))).toEqual({ again: false, otherModel: true })
    expect(remediesOf(body('provider_not_configured', 'ollama'))).toEqual({ again: true, otherModel: true })
  })
})
