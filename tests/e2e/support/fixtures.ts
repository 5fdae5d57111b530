import { test as base, expect, type Page } from '@playwright/test'
import { type Account, newAccount } from '../../support/client.ts'
import { testOrigin } from './origin.ts'

type Fixtures = {
  /** Announces an error that the browser's console will show, because the test provokes it; any other fails the test. */
  allowConsoleError: (pattern: RegExp) => void
  /** Somebody who has an account and is signed in on `page`. */
  account: Account
  /** A page of somebody new who is signed in, still blank. */
  signedIn: Page
}

export const test = base.extend<Fixtures & { announced: RegExp[] }>({
  // Playwright reads what a fixture needs from its pattern, which may not be empty; the browser's name costs nothing.
  baseURL: async ({ browserName: _browser }, use) => use(testOrigin()),
  announced: async ({ browserName: _browser }, use) => use([]),
  allowConsoleError: async ({ announced }, use) => use((pattern) => announced.push(pattern)),
  context: async ({ context, announced }, use) => {
    const errors: string[] = []
    context.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text())
    })
    context.on('weberror', (error) => errors.push(String(error.error())))
    await use(context)
    expect(errors.filter((error) => !announced.some((pattern) => pattern.test(error)))).toEqual([])
  },
  account: async ({ page }, use) => {
    const account = newAccount()
    const response = await page.request.post('/api/auth/sign-up', { data: account })
    expect(response.status(), await response.text()).toBe(201)
    await use(account)
  },
  signedIn: async ({ page, account: _account }, use) => use(page),
})

export { expect }
