import type { Page } from '@playwright/test'
import { storeChat } from './support/chats.ts'
import { expect, test } from './support/fixtures.ts'

const list = (page: Page) => page.getByRole('navigation', { name: 'Chats and settings' })
const link = (page: Page, name: string) => list(page).getByRole('link', { name, exact: true })
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })

async function act(page: Page, chat: string, action: string): Promise<void> {
  await link(page, chat).hover()
  await page.getByRole('button', { name: `Actions for ${chat}` }).click()
  await page.getByRole('menuitem', { name: action, exact: true }).click()
}

test('a chat is renamed where it stands, by keyboard alone, and keeps its new name', async ({
  signedIn: page,
}) => {
  await storeChat(page, 'Low tide')
  await page.goto('/')
  await expect(composer(page)).toBeFocused()
  await link(page, 'Low tide').focus()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('button', { name: 'Actions for Low tide' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('menuitem', { name: 'Rename' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Name of the chat' })).toBeFocused()
  await page.keyboard.type('High tide')
  await page.keyboard.press('Enter')
  await expect(link(page, 'High tide')).toBeFocused()
  await page.reload()
  await expect(link(page, 'High tide')).toBeVisible()
  await expect(link(page, 'Low tide')).toHaveCount(0)
})

test('Escape leaves the name as it was', async ({ signedIn: page }) => {
  await storeChat(page, 'Low tide')
  await page.goto('/')
  await act(page, 'Low tide', 'Rename')
  await page.keyboard.type('Something else')
  await page.keyboard.press('Escape')
  await expect(link(page, 'Low tide')).toBeVisible()
})

test('a pinned chat stands on top, also after a reload, until it is unpinned', async ({ signedIn: page }) => {
  await storeChat(page, 'Older')
  await storeChat(page, 'Newer')
  await page.goto('/')
  await act(page, 'Older', 'Pin')
  const pinned = page.getByRole('region', { name: 'Pinned' })
  await expect(pinned.getByRole('link', { name: 'Older' })).toBeVisible()
  await page.reload()
  await expect(pinned.getByRole('link', { name: 'Older' })).toBeVisible()
  await act(page, 'Older', 'Unpin')
  await expect(pinned).toHaveCount(0)
})

test('a deleted chat is gone and comes back with undo, for more than ten seconds', async ({
  signedIn: page,
}) => {
  const chat = await storeChat(page, 'Flotsam', 'Hello there')
  await page.clock.install()
  await page.goto(`/chats/${chat.id}`)
  await act(page, 'Flotsam', 'Delete')
  await expect(link(page, 'Flotsam')).toHaveCount(0)
  await expect(page).toHaveURL('/')
  const notice = page.getByRole('status').filter({ hasText: '“Flotsam” was deleted.' })
  await expect(notice).toBeVisible()
  const [shown, field] = [await notice.boundingBox(), await composer(page).boundingBox()]
  expect((shown?.y ?? 0) + (shown?.height ?? 0)).toBeLessThan(field?.y ?? 0)
  await page.mouse.move(600, 300)
  await page.clock.runFor(10_000)
  await expect(notice).toBeVisible()
  await notice.getByRole('button', { name: 'Undo' }).click()
  await expect(link(page, 'Flotsam')).toBeVisible()
  await expect(page).toHaveURL(`/chats/${chat.id}`)
  await expect(page.getByRole('article', { name: 'Your message' })).toHaveText('Hello there')
})

test('a search finds chats by name and by what was said in them', async ({ signedIn: page }) => {
  await storeChat(page, 'Harbour')
  await storeChat(page, 'Untitled', 'Where do puffins breed?')
  await page.goto('/')
  const search = page.getByRole('searchbox', { name: 'Search chats' })
  const found = page.getByRole('list', { name: 'Found chats' }).getByRole('link')
  await search.fill('puffin')
  await expect(found).toHaveText(['Untitled'])
  await search.fill('harb')
  await expect(found).toHaveText(['Harbour'])
  await search.fill('nothing like it')
  await expect(page.getByText('No chat has these words.')).toBeVisible()
  await search.fill('')
  await expect(link(page, 'Untitled')).toBeVisible()
})

test('older chats come as the list is scrolled', async ({ signedIn: page }) => {
  for (let number = 1; number <= 65; number += 1) await storeChat(page, `Chat ${number}`)
  await page.goto('/')
  await expect(link(page, 'Chat 65')).toBeVisible()
  await expect(link(page, 'Chat 1')).toHaveCount(0)
  await link(page, 'Chat 36').scrollIntoViewIfNeeded()
  await expect(link(page, 'Chat 20')).toBeAttached()
  await link(page, 'Chat 6').scrollIntoViewIfNeeded()
  await expect(link(page, 'Chat 1')).toBeAttached()
  await expect(list(page).getByRole('link', { name: /^Chat \d+$/u })).toHaveCount(65)
})

test('a chat in which a reply is written is marked, also from another chat, until it ends', async ({
  signedIn: page,
}) => {
  test.setTimeout(90_000)
  await storeChat(page, 'Elsewhere')
  await page.goto('/')
  await expect(composer(page)).toBeFocused()
  // Longer than a busy machine takes to open the other chat.
  await composer(page).fill('/say 200\n/slow 75')
  await page.getByRole('button', { name: 'Send' }).click()
  const mark = list(page).getByRole('img', { name: 'A reply is being written' })
  await expect(mark).toBeVisible()
  await link(page, 'Elsewhere').click()
  await expect(page.getByRole('heading', { name: 'Elsewhere' })).toBeVisible()
  await expect(mark).toBeVisible()
  await expect(mark).toHaveCount(0, { timeout: 45_000 })
})

test('tabs stay in step', async ({ signedIn: page, context }) => {
  await storeChat(page, 'Shared')
  await page.goto('/')
  const other = await context.newPage()
  await other.goto('/')
  await act(page, 'Shared', 'Rename')
  await page.keyboard.type('Renamed')
  await page.keyboard.press('Enter')
  await expect(link(other, 'Renamed')).toBeVisible()
  await act(page, 'Renamed', 'Delete')
  await expect(link(other, 'Renamed')).toHaveCount(0)
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(link(other, 'Renamed')).toBeVisible()
  await composer(page).fill('What is new in this tab?')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(link(other, 'What is new in this tab?')).toBeVisible()
})
