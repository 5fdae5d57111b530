import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { expect, test } from './support/fixtures.ts'

const faultsOf = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)
const keys = (page: Page) => page.getByRole('list', { name: 'API keys' })

test('a key is made by keyboard, shown once, asks, and is revoked', async ({ signedIn: page, context }) => {
  // axe looks at three dialogs here.
  test.setTimeout(180_000)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await page.goto('/settings')
  await page.getByRole('button', { name: 'New API key' }).focus()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'New API key' })
  await dialog.getByLabel('Name').focus()
  await page.keyboard.type('notebook')
  await dialog.getByLabel('Expires').selectOption('30')
  await dialog.getByLabel('Only these').check()
  await dialog.getByLabel('google/gemma-2-27b-it').check()
  expect(await faultsOf(page)).toEqual([])
  await dialog.getByLabel('Name').press('Enter')
  const key = await dialog.getByTestId('api-key').innerText()
  expect(key).toMatch(/^npt_[\w-]{43}$/u)
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeFocused()
  await dialog.getByRole('button', { name: 'Copy the key' }).click()
  await expect(dialog.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key)
  expect(await faultsOf(page)).toEqual([])
  // A slip must not take what is shown only once.
  for (let presses = 0; presses < 3; presses += 1) await page.keyboard.press('Escape')
  await page.mouse.click(5, 5)
  await expect(dialog.getByTestId('api-key')).toHaveText(key)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(dialog).toHaveCount(0)

  await expect(keys(page).getByRole('listitem')).toHaveCount(1)
  await expect(keys(page)).toContainText('notebook')
  await expect(keys(page)).toContainText('Only google/gemma-2-27b-it')
  await expect(page.locator('body')).not.toContainText(key)
  const asked = { headers: { authorization: `Bearer ${key}` } }
  expect((await page.request.get('/api/v1/models', asked)).status()).toBe(200)

  await page.getByRole('button', { name: 'Revoke notebook' }).click()
  const question = page.getByRole('dialog', { name: 'Revoke the API key' })
  await expect(question).toContainText('cannot be undone')
  expect(await faultsOf(page)).toEqual([])
  await question.getByRole('button', { name: 'Cancel' }).click()
  await expect(keys(page).getByRole('listitem')).toHaveCount(1)
  await page.getByRole('button', { name: 'Revoke notebook' }).click()
  await question.getByRole('button', { name: 'Revoke', exact: true }).click()
  await expect(page.getByText('There is no key yet.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'New API key' })).toBeFocused()
  expect((await page.request.get('/api/v1/models', asked)).status()).toBe(401)
})
