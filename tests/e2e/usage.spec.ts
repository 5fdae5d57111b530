import AxeBuilder from '@axe-core/playwright'
import { storeChat } from './support/chats.ts'
import { expect, test } from './support/fixtures.ts'

test('the usage of a turn is seen, as plots, in tables and as a download', async ({ signedIn: page }) => {
  await storeChat(page, 'Counted', 'Hello there')
  await page.goto('/')
  await page.getByRole('link', { name: 'Usage' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Usage' })).toBeVisible()
  await expect(page.getByRole('img', { name: /^Turns, at most 1 a day/u })).toBeVisible()

  const summary = page.getByText('Turns as a table')
  await summary.focus()
  await page.keyboard.press('Enter')
  const today = new Date().toISOString().slice(0, 10)
  const row = page
    .getByRole('table', { name: 'Turns' })
    .getByRole('row', { name: new RegExp(`^${today}`, 'u') })
  await expect(row.getByRole('cell').first()).toHaveText('1')
  const models = page.getByRole('table', { name: 'By model' })
  await expect(models.getByRole('rowheader')).toHaveText('google/gemma-2-27b-it')
  const providers = page.getByRole('table', { name: 'By provider' })
  await expect(providers.getByRole('rowheader')).toHaveText(
    /^(?:Cloudflare|Hugging Face|OpenRouter|Ollama)$/u,
  )

  const started = page.waitForEvent('download')
  await page.getByRole('link', { name: 'CSV' }).click()
  const download = await started
  expect(download.suggestedFilename()).toMatch(/^neptun-usage-.*\.csv$/u)
})

test('a range is chosen by a link or by its days, and a wrong one is said to be wrong', async ({
  signedIn: page,
}) => {
  await page.goto('/usage')
  await expect(page.getByText('Nothing in these days').first()).toBeVisible()
  await page.getByRole('link', { name: '7 days' }).click()
  await expect(page.getByRole('link', { name: '7 days' })).toHaveAttribute('aria-current', 'true')
  await page.getByRole('textbox', { name: 'From' }).fill('2026-01-01')
  await page.getByRole('textbox', { name: 'To', exact: true }).fill('2026-01-31')
  await page.getByRole('button', { name: 'Show' }).click()
  await expect(page.getByText('2026-01-01 to 2026-01-31, in UTC')).toBeVisible()
  await page.goto('/usage?from=2026-02-01&to=2026-01-01')
  const alert = page.getByText('This range cannot be shown', { exact: false })
  await expect(alert).toBeVisible()
  await page.goto('/usage?from=yesterday')
  await expect(alert).toContainText('such as 2030-01-31')
})

test('who has to sign in first comes back to the range that was asked for', async ({ page }) => {
  await page.goto('/usage?from=2026-01-01&to=2026-01-31')
  await expect(page).toHaveURL(/next=%2Fusage%3Ffrom%3D2026-01-01%26to%3D2026-01-31$/u)
})

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [390, 1440])
    test(`usage is whole and axe finds nothing, ${colorScheme}, ${width} px`, async ({ signedIn: page }) => {
      test.slow()
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 900 })
      await storeChat(page, 'Counted', 'Hello there')
      await page.goto('/usage')
      for (const summary of await page.locator('summary').all()) await summary.click()
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    })
