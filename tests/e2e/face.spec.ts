import { expect, test } from './support/fixtures.ts'

test('a suggestion stands in the field, ready to be changed', async ({ signedIn: page }) => {
  await page.goto('/')
  const suggestion = page.getByRole('list', { name: 'Suggestions' }).getByRole('button').first()
  await suggestion.click()
  const composer = page.getByRole('textbox', { name: 'Message' })
  await expect(composer).toBeFocused()
  await expect(composer).toHaveValue(/tides/u)
  await expect(page.getByRole('button', { name: 'Send' })).toBeEnabled()
})

test('the application can be installed, without being signed in', async ({ page }) => {
  await page.goto('/sign-in')
  const address = await page.locator('link[rel=manifest]').getAttribute('href')
  const manifest = await (await page.request.get(address ?? '')).json()
  expect(manifest).toMatchObject({ name: 'Neptun', start_url: '/', display: 'standalone' })
  for (const { src } of manifest.icons) expect((await page.request.get(src)).status(), src).toBe(200)
})

test('every page has a title of its own', async ({ signedIn: page }) => {
  for (const [path, title] of [
    ['/', 'New chat · Neptun'],
    ['/playground', 'Playground · Neptun'],
    ['/settings', 'Settings · Neptun'],
  ] as const) {
    await page.goto(path)
    await expect(page).toHaveTitle(title)
  }
})

test('a page has its policy, whatever the request says of itself', async ({ page }) => {
  for (const headers of [undefined, { 'next-router-prefetch': '1' }]) {
    const response = await page.request.get('/sign-in', headers && { headers })
    expect(response.headers()['content-security-policy']).toMatch(/script-src 'self' 'nonce-/u)
  }
})
