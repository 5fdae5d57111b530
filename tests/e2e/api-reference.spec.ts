import AxeBuilder from '@axe-core/playwright'
import { expect, test } from './support/fixtures.ts'
import { testOrigin } from './support/origin.ts'

/** The renderer is large, and a busy machine takes its time with it. */
const rendered = { timeout: 30_000 }

test('the reference is shown without a request to anywhere else, and can be tried out', async ({
  signedIn: page,
}) => {
  test.slow()
  const elsewhere: string[] = []
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(testOrigin()) && !url.startsWith('data:')) elsewhere.push(url)
  })
  await page.goto('/settings')
  await page.getByRole('link', { name: 'API reference' }).click()
  await expect(page.getByRole('heading', { name: 'Ask a model' })).toBeVisible()
  await expect(page.getByText(`curl -N '${testOrigin()}/api/ai/`).first()).toBeVisible()
  await page.getByRole('button', { name: 'Who is signed in' }).click(rendered)
  await page.getByRole('button', { name: 'Try it out' }).click()
  const answered = page.waitForResponse('**/api/auth/session')
  await page.getByRole('button', { name: 'Execute' }).click()
  expect((await answered).status()).toBe(200)
  await expect(page.locator('.live-responses-table').getByText('"email"')).toBeVisible()
  expect(elsewhere).toEqual([])
})

test('another page loads nothing of the renderer', async ({ signedIn: page }) => {
  let bytes = 0
  page.on('response', async (response) => {
    if (response.url().endsWith('.js')) bytes = Math.max(bytes, (await response.body()).length)
  })
  await page.goto('/')
  await page.waitForLoadState('networkidle')
  expect(bytes).toBeGreaterThan(0)
  expect(bytes).toBeLessThan(1_000_000)
})

test('who is not signed in is led to the sign-in page and back', async ({ page }) => {
  await page.goto('/api-reference')
  await expect(page).toHaveURL(/\/sign-in\?next=%2Fapi-reference$/u)
})

for (const colorScheme of ['light', 'dark'] as const)
  for (const width of [390, 1440])
    test(`the reference is whole and axe finds nothing, ${colorScheme}, ${width} px`, async ({
      signedIn: page,
    }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await page.setViewportSize({ width, height: 900 })
      test.slow()
      await page.goto('/api-reference')
      await expect(page.getByRole('button', { name: 'Who is signed in' })).toBeVisible(rendered)
      const { violations } = await new AxeBuilder({ page }).analyze()
      expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([])
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
    })
