import { afterAll, beforeAll, expect, test } from 'vitest'
import { errorFacts, log } from '../../../lib/log.ts'
import { demoKeys } from '../../upstream/index.ts'
import { leakedInto, plantCanary } from './lab/canary.ts'
import { Lab } from './lab/lab.ts'
import { recordLog } from './lab/recorded-log.ts'

/** What keeps the matrix's search for leaks from finding nothing because there is nothing. */
let lab: Lab
beforeAll(async () => {
  lab = await Lab.start()
})
afterAll(() => lab.stop())

async function sentBy(fault: string): Promise<string> {
  const response = await fetch(`${lab.upstream.origin}/openrouter/api/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${demoKeys.openrouter}` },
    body: JSON.stringify({
      model: 'deepseek/deepseek-chat',
      stream: true,
      messages: [{ role: 'user', content: `/fault ${fault}\n/say 3` }],
    }),
  })
  return response.text()
}

test.each([
  'http-403-moderation',
  'http-502-html',
  'http-500 text',
  'html-200',
  'json-200',
  'error-first-frame',
  'error-after 2',
])('the upstream’s own words are in what it sends for %s', async (fault) => {
  plantCanary()
  expect(leakedInto(await sentBy(fault))).not.toEqual([])
})

test('what is logged is recorded', () => {
  const lines = recordLog()
  log.error('something', errorFacts(new Error('secret words')))
  console.warn('a package speaks')
  expect(lines).toHaveLength(2)
  expect(lines.join()).toContain('"event":"something"')
  expect(lines.join()).not.toContain('secret words')
})
