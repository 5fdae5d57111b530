import { storeChat } from './support/chats.ts'
import { expect, test } from './support/fixtures.ts'
import { composer, replies, send, settled } from './support/thread.ts'

test('who scrolled up finds the way back to the end, and is taken along from there', async ({
  signedIn: page,
}) => {
  const chat = await storeChat(page, 'Long', '/long 6000')
  await page.goto(`/chats/${chat.id}`)
  await expect(composer(page)).toBeFocused()
  const back = page.getByRole('button', { name: 'Go to the end' })
  const distanceToEnd = () =>
    page.evaluate(() => document.documentElement.scrollHeight - window.scrollY - window.innerHeight)
  await expect(back).toHaveCount(0)
  await send(page, '/say 300\n/slow 15')
  await expect(replies(page).last()).toContainText('-9 ')
  await page.mouse.move(700, 400)
  await page.mouse.wheel(0, -1500)
  await expect(back).toBeVisible()
  await back.click()
  await expect(back).toHaveCount(0)
  await settled(page, 2)
  await expect(replies(page).last()).toContainText('-300')
  expect(await distanceToEnd()).toBeLessThan(3)
})

test('what a stored chat says is in its HTML, without a script', async ({ signedIn: page }) => {
  const chat = await storeChat(page, 'Plain', '/echo **bold** words of the sea')
  const html = await (await page.request.get(`/chats/${chat.id}`)).text()
  expect(html).toContain('<strong>bold</strong> words of the sea')
  expect(html).toContain('/echo **bold** words of the sea')
  expect(html).toContain('gemma-2-27b-it')
})
