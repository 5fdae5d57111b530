import { storeChat } from './support/chats.ts'
import { expect, test } from './support/fixtures.ts'
import { asked, composer, replies, send, settled } from './support/thread.ts'

test.describe.configure({ timeout: 120_000 })

test('two tabs of one chat show the same turns, whichever of them asks', async ({
  signedIn: page,
  context,
}) => {
  const chat = await storeChat(page, 'Shared', '/say 3')
  await page.goto(`/chats/${chat.id}`)
  const other = await context.newPage()
  await other.goto(`/chats/${chat.id}`)
  await expect(composer(other)).toBeFocused()
  await send(page, '/say 20\n/slow 20')
  for (const tab of [other, page]) {
    await settled(tab, 2)
    await expect(asked(tab)).toHaveCount(2)
    await expect(replies(tab).last()).toContainText('-20')
  }
  await send(other, '/say 5')
  for (const tab of [page, other]) {
    await settled(tab, 3)
    await expect(replies(tab).last()).toContainText('-5')
  }
})
