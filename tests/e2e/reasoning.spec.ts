import { expect, test } from './support/fixtures.ts'
import { replies, send, settled } from './support/thread.ts'

test.describe.configure({ timeout: 90_000 })

test('thoughts are open while they come, folded when the answer starts, and tell how long they took', async ({
  signedIn: page,
}) => {
  await page.goto('/')
  await send(page, '/think 150 field\n/say 60\n/slow 40')
  const thoughts = replies(page).getByText('the person asks something')
  await expect(page).toHaveURL(/\/chats\/\d+$/u)
  await expect(replies(page).getByText('Thinking…')).toBeVisible()
  await expect(thoughts).toBeVisible()
  await expect(replies(page)).toContainText('amber-1 ')
  await expect(thoughts).toBeHidden()
  const summary = replies(page).getByText(/^Thought for \d+ s$/u)
  const told = (await summary.textContent()) ?? ''
  await settled(page, 1)
  await summary.click()
  await expect(thoughts).toBeVisible()
  await page.reload()
  await expect(thoughts).toBeHidden()
  await expect(summary).toHaveText(told)
  await summary.click()
  await expect(thoughts).toBeVisible()
})
