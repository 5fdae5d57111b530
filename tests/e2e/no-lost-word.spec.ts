import type { Page } from '@playwright/test'
import { startCuttableProxy } from '../support/cuttable-proxy.ts'
import { sayText } from '../upstream/index.ts'
import { expect, test } from './support/fixtures.ts'
import { testOrigin } from './support/origin.ts'

const WORDS = 150
/** Slow enough that a busy machine opens a second page while it runs. */
const question = `/say ${WORDS}\n/slow 120`

test.describe.configure({ timeout: 90_000 })

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const replies = (page: Page) => page.getByRole('article', { name: /^Reply by/u })
const reply = (page: Page) => replies(page).last()

async function ask(page: Page, text: string): Promise<void> {
  await expect(composer(page)).toBeFocused()
  await composer(page).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(reply(page)).toContainText('-5 ')
  await expect(page).toHaveURL(/\/chats\/\d+$/u)
}

/** The reply holds exactly what the demo upstream said, once. */
async function expectWhole(page: Page): Promise<void> {
  await expect(reply(page)).toContainText(sayText(WORDS).trim(), { timeout: 45_000 })
  await expect(page.getByRole('button', { name: 'Stop' })).toHaveCount(0)
  await expect(replies(page)).toHaveCount(1)
  await expect(page.getByRole('article', { name: 'Your message' })).toHaveCount(1)
}

test('a reload in the middle loses nothing and shows nothing twice', async ({ signedIn: page }) => {
  await page.goto('/')
  await ask(page, question)
  await page.reload()
  await expect(page.getByRole('button', { name: 'Stop' })).toBeVisible()
  await expectWhole(page)
  await page.reload()
  await expectWhole(page)
})

test('leaving for another page and coming back goes on', async ({ signedIn: page }) => {
  await page.goto('/')
  await ask(page, question)
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await page.goBack()
  await expectWhole(page)
})

test('a closed tab ends nothing; another tab finds the reply', async ({ signedIn: page, context }) => {
  await page.goto('/')
  await ask(page, question)
  const address = page.url()
  await page.close()
  const other = await context.newPage()
  await other.goto(address)
  await expectWhole(other)
})

test('two tabs read the same reply along', async ({ signedIn: page, context }) => {
  await page.goto('/')
  await ask(page, question)
  const other = await context.newPage()
  await other.goto(page.url())
  await expect(other.getByRole('button', { name: 'Stop' })).toBeVisible()
  await expectWhole(other)
  await expectWhole(page)
})

test('a stop from a second tab stops it in both and keeps what was written', async ({
  signedIn: page,
  context,
}) => {
  await page.goto('/')
  await ask(page, '/say 2000\n/slow 25')
  const other = await context.newPage()
  await other.goto(page.url())
  await other.getByRole('button', { name: 'Stop' }).click()
  for (const tab of [page, other]) {
    await expect(tab.getByText('You stopped this reply')).toBeVisible()
    await expect(tab.getByRole('button', { name: 'Stop' })).toHaveCount(0)
  }
  // Not innerText: what is not on the screen yet has none.
  const words = await reply(page).textContent()
  expect(words).toContain('-5 ')
  expect(words).not.toContain('-2000')
  await page.reload()
  expect(await reply(page).textContent()).toBe(words)
})

test('a pulled network cable is noticed, and the reply goes on when it is back', async ({
  browser,
  allowConsoleError,
}) => {
  allowConsoleError(/./u)
  const proxy = await startCuttableProxy(testOrigin())
  const context = await browser.newContext({ baseURL: proxy.origin })
  try {
    const page = await context.newPage()
    const account = { email: `cable-${Date.now()}@example.test`, password: 'correct horse battery' }
    expect((await page.request.post('/api/auth/sign-up', { data: account })).status()).toBe(201)
    await page.goto('/')
    await ask(page, question)
    proxy.cut()
    await context.setOffline(true)
    await page.waitForTimeout(500)
    proxy.restore()
    await context.setOffline(false)
    await expectWhole(page)
  } finally {
    await context.close()
    await proxy.close()
  }
})

test('a page asked for while the network is away comes when it is back, and the chat stays until then', async ({
  signedIn: page,
  context,
  allowConsoleError,
}) => {
  allowConsoleError(/ERR_INTERNET_DISCONNECTED/u)
  await page.goto('/')
  await ask(page, '/say 20')
  await context.setOffline(true)
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByText('offline', { exact: false }).first()).toBeVisible()
  await expect(reply(page)).toBeVisible()
  await context.setOffline(false)
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible()
})

test('a page of which only half arrives comes whole by itself, and the reply with it', async ({
  signedIn: page,
  allowConsoleError,
}) => {
  allowConsoleError(/./u)
  let isBroken = false
  await page.route(/\/chats\/\d+\?_rsc/u, async (route) => {
    if (isBroken) return route.continue()
    isBroken = true
    const response = await route.fetch()
    const body = await response.body()
    await route.fulfill({ response, body: body.subarray(0, body.length / 2) })
  })
  await page.goto('/')
  await expect(composer(page)).toBeFocused()
  await composer(page).fill(question)
  await page.getByRole('button', { name: 'Send' }).click()
  await expectWhole(page)
  expect(isBroken).toBe(true)
})

test('who goes back to the start before a new chat has got its page begins another, and Back shows the first', async ({
  signedIn: page,
}) => {
  const handOver = Promise.withResolvers<void>()
  await page.route(/\/chats\/\d+\?_rsc/u, async (route) => {
    await handOver.promise
    await route.continue()
  })
  await page.goto('/')
  await expect(composer(page)).toBeFocused()
  await composer(page).fill(question)
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page).toHaveURL(/\/chats\/\d+$/u)
  await page.getByRole('link', { name: 'New chat' }).click()
  await expect(page).toHaveURL(/\/$/u)
  await expect(page.getByRole('article', { name: 'Your message' })).toHaveCount(0)
  await expect(replies(page)).toHaveCount(0)
  await composer(page).fill('Something else')
  await expect(composer(page)).toHaveValue('Something else')
  handOver.resolve()
  await page.goBack()
  await expectWhole(page)
  await page.getByRole('link', { name: 'New chat' }).click()
  await expect(composer(page)).toHaveValue('Something else')
})
