import type { Page } from '@playwright/test'
import { storeChat } from './support/chats.ts'
import { expect, test } from './support/fixtures.ts'
import { modelButton } from './support/models.ts'

const palette = (page: Page) => page.getByRole('dialog', { name: 'Commands' })
const field = (page: Page) => palette(page).getByRole('combobox')
const options = (page: Page) => palette(page).getByRole('option')
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })

test('a chat is found by its text and opened, by keyboard alone', async ({ signedIn: page }) => {
  const chat = await storeChat(page, 'Untitled', 'Where do puffins breed?')
  await storeChat(page, 'Harbour')
  await page.goto('/')
  await expect(composer(page)).toBeFocused()
  await page.keyboard.press('Control+k')
  await expect(field(page)).toBeFocused()
  await expect(options(page).filter({ hasText: 'Harbour' })).toBeVisible()
  await page.keyboard.type('puffin')
  await expect(options(page)).toHaveText(['Untitled'])
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(`/chats/${chat.id}`)
  await expect(palette(page)).toHaveCount(0)
})

test('Escape gives the focus back to where it was, and what was written stays', async ({
  signedIn: page,
}) => {
  await page.goto('/')
  await expect(composer(page)).toBeFocused()
  await page.keyboard.type('half a thought')
  await page.keyboard.press('Control+k')
  await expect(field(page)).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(palette(page)).toHaveCount(0)
  await expect(composer(page)).toBeFocused()
  await expect(composer(page)).toHaveValue('half a thought')
})

test('models and actions are there too', async ({ signedIn: page }) => {
  await page.goto('/')
  await expect(composer(page)).toBeFocused()
  await page.keyboard.press('Control+k')
  await field(page).fill('rwkv')
  await expect(options(page)).toHaveText([/Use rwkv-6-world/u])
  await page.keyboard.press('Enter')
  await expect(modelButton(page)).toHaveText('rwkv-6-world')
  await page.getByRole('button', { name: 'Commands' }).click()
  await field(page).fill('settings')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL('/settings')
})

test('the list of shortcuts opens by a key, but not out of a text', async ({ signedIn: page }) => {
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await page.goto('/')
  await expect(composer(page)).toBeFocused()
  await page.keyboard.type('why?')
  await expect(composer(page)).toHaveValue('why?')
  await expect(list).toHaveCount(0)
  await page.keyboard.press('Control+/')
  await expect(list).toContainText('New chat')
  await page.keyboard.press('Escape')
  await expect(composer(page)).toBeFocused()
  await modelButton(page).focus()
  await page.keyboard.press('?')
  await expect(list).toBeVisible()
})
