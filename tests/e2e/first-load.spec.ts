import type { Browser, Page, Response } from '@playwright/test'
import { type LoadedScripts, loadedScripts } from '../../scripts/bench/page/javascript.ts'
import { testModel } from './support/chats.ts'
import { expect, test } from './support/fixtures.ts'
import { testOrigin } from './support/origin.ts'

const KILOBYTE = 1000
const CHAT_BYTES = 220 * KILOBYTE
/** Nearly all of it is React's and Next's own client (docs/decisions/0013-first-load.md). */
const SIGN_IN_BYTES = 130 * KILOBYTE

/** Opens a path with the session of `page`, in a browser that has nothing cached. */
async function coldly(browser: Browser, page: Page, path: string): Promise<LoadedScripts> {
  const context = await browser.newContext({
    baseURL: testOrigin(),
    storageState: await page.context().storageState(),
  })
  try {
    return await loadedScripts(await context.newPage(), path)
  } finally {
    await context.close()
  }
}

async function storedReply(page: Page, reply: string): Promise<string> {
  const messages = [
    { role: 'user', content: 'Tell me.' },
    { role: 'assistant', content: reply },
  ]
  const made = await page.request.post('/api/chats', { data: { name: 'Told', model: testModel, messages } })
  const { chat } = (await made.json()) as { chat: { id: number } }
  return `/chats/${chat.id}`
}

const table = ({ bytes, scripts }: LoadedScripts) =>
  [`${bytes} bytes of scripts`, ...scripts.map((script) => `${script.bytes} ${script.path}`)].join('\n')
const holds = ({ scripts }: LoadedScripts, words: string) => scripts.some(({ text }) => text.includes(words))

const parts = {
  zod: 'invalid_type',
  highlighter: 'hljs',
  maths: 'katex',
  markdown: 'blockTokens',
  chat: 'Stop the reply',
}

test('the chat page loads little, nothing that it does not need, and nothing from elsewhere', async ({
  browser,
  signedIn: page,
}) => {
  const stored = await storedReply(page, 'Just **words** and a [link](https://example.com).')
  for (const path of ['/', stored]) {
    const loaded = await coldly(browser, page, path)
    expect(holds(loaded, parts.chat), table(loaded)).toBe(true)
    for (const part of ['zod', 'highlighter', 'maths', 'markdown'] as const)
      expect(holds(loaded, parts[part]), `${path} loads ${part}`).toBe(false)
    expect(loaded.hosts).toEqual([new URL(testOrigin()).host])
    expect(loaded.bytes, table(loaded)).toBeLessThanOrEqual(CHAT_BYTES)
  }
})

test('the sign-in page loads nothing of the chat', async ({ browser, page }) => {
  const loaded = await coldly(browser, page, '/sign-in')
  for (const part of Object.values(parts)) expect(holds(loaded, part), part).toBe(false)
  expect(loaded.hosts).toEqual([new URL(testOrigin()).host])
  expect(loaded.bytes, table(loaded)).toBeLessThanOrEqual(SIGN_IN_BYTES)
})

test('highlighter, maths and Markdown come with the message that needs them', async ({
  browser,
  signedIn: page,
}) => {
  const code = await coldly(browser, page, await storedReply(page, '```ts\nconst a = 1\n```'))
  expect([holds(code, parts.highlighter), holds(code, parts.maths)]).toEqual([true, false])
  const maths = await coldly(browser, page, await storedReply(page, 'It is $e^{i\\pi} = -1$.'))
  expect([holds(maths, parts.highlighter), holds(maths, parts.maths)]).toEqual([false, true])
  const scripts: Promise<string>[] = []
  const keep = (response: Response) => {
    if (response.request().resourceType() === 'script') scripts.push(response.text())
  }
  page.on('response', keep)
  await page.goto('/')
  await page.getByRole('textbox', { name: 'Message' }).fill('Hello')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('article', { name: /^Reply by/u })).toContainText('demo upstream')
  page.off('response', keep)
  expect((await Promise.all(scripts)).some((script) => script.includes(parts.markdown))).toBe(true)
})
