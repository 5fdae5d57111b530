import { expect, test } from 'vitest'
import { demoUser, furnishDemo } from '../../../scripts/demo/furnish.ts'
import { sharedClient, sharedStack } from '../../support/shared-stack.ts'

test('the demo has a user with one chat and a stored turn, also when it is started again', async () => {
  await furnishDemo(sharedStack().appOrigin)
  await furnishDemo(sharedStack().appOrigin)

  const client = sharedClient()
  await client.signIn(demoUser)
  const { chats } = await client.expectJson<{ chats: { id: number }[] }>('GET', '/api/chats')
  expect(chats).toHaveLength(1)
  const messages = await client.messages(chats[0]?.id ?? 0)
  expect(messages.map(({ role, status }) => [role, status])).toEqual([
    ['user', 'complete'],
    ['assistant', 'complete'],
  ])
  expect(messages[1]?.content).toContain('demo upstream')
})
