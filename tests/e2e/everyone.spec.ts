import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { storeChat } from './support/chats.ts'
import { expect, test } from './support/fixtures.ts'
import { modelButton } from './support/models.ts'

const states: { name: string; reach: (page: Page) => Promise<void> }[] = [
  { name: 'a new chat', reach: async () => undefined },
  {
    name: 'the model selector',
    reach: async (page) => {
      await modelButton(page).click()
      await expect(page.getByRole('dialog', { name: 'Choose a model' })).toBeVisible()
    },
  },
  {
    name: 'the chat settings',
    reach: async (page) => {
      await page.getByRole('button', { name: 'Chat settings' }).click()
      await expect(page.getByLabel('System prompt')).toBeVisible()
    },
  },
  {
    name: 'the command palette',
    reach: async (page) => {
      await expect(modelButton(page)).toBeEnabled()
      await page.keyboard.press('Control+k')
      await expect(page.getByRole('option', { name: 'New chat' })).toBeVisible()
    },
  },
  {
    name: 'the list of shortcuts',
    reach: async (page) => {
      await expect(modelButton(page)).toBeEnabled()
      await page.keyboard.press('Control+/')
      await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
    },
  },
]

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } })
    for (const { name, reach } of states)
      test(`axe finds nothing in ${name}`, async ({ signedIn: page }) => {
        await storeChat(page, 'In the list')
        await page.goto('/')
        await reach(page)
        const { violations } = await new AxeBuilder({ page }).analyze()
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
      })
  })

test('axe finds nothing in the history while it is searched, renamed, and undone', async ({
  signedIn: page,
}) => {
  const axe = async () => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)
  await storeChat(page, 'Flotsam')
  await page.goto('/')
  const row = page.getByRole('link', { name: 'Flotsam' })
  await row.hover()
  await page.getByRole('button', { name: 'Actions for Flotsam' }).click()
  expect(await axe()).toEqual([])
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  expect(await axe()).toEqual([])
  await page.keyboard.press('Escape')
  await row.hover()
  await page.getByRole('button', { name: 'Actions for Flotsam' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
  expect(await axe()).toEqual([])
  await page.getByRole('searchbox').fill('nothing')
  await expect(page.getByText('No chat has these words.')).toBeVisible()
  expect(await axe()).toEqual([])
})

test('nothing is cut off at a width of 320 pixels', async ({ signedIn: page }) => {
  await page.setViewportSize({ width: 320, height: 640 })
  const chat = await storeChat(page, 'A chat with quite a long name that will not fit', 'Hello there')
  for (const path of ['/', `/chats/${chat.id}`, '/playground', '/settings']) {
    await page.goto(path)
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(wide, path).toBeLessThanOrEqual(320)
  }
  await page.goto('/')
  await modelButton(page).click()
  const box = await page.getByRole('dialog', { name: 'Choose a model' }).boundingBox()
  expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 999) <= 320).toBe(true)
})
