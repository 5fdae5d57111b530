import { test } from './support/fixtures.ts'

const shout = () => console.error('a fault that nobody foresaw')

test('an error in the console that was announced does no harm', async ({ page, allowConsoleError }) => {
  allowConsoleError(/nobody foresaw/u)
  await page.goto('/sign-in')
  await page.evaluate(shout)
})

// The only way to see that the fixture bites: this test passes exactly when it fails.
test.fail('an error in the console that was not announced fails the test', async ({ page }) => {
  await page.goto('/sign-in')
  await page.evaluate(shout)
})
