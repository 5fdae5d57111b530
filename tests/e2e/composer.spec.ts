import type { Page } from '@playwright/test'
import { newAccount } from '../support/client.ts'
import { startCuttableProxy } from '../support/cuttable-proxy.ts'
import { storeChat } from './support/chats.ts'
import { expect, test } from './support/fixtures.ts'
import { testOrigin } from './support/origin.ts'

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const asked = (page: Page) => page.getByRole('article', { name: 'Your message' })
const replies = (page: Page) => page.getByRole('article', { name: /^Reply by/u })
const heightOf = async (page: Page) => (await composer(page).boundingBox())?.height ?? 0

test('Enter sends and Shift+Enter breaks the line; the field grows with its text', async ({
  signedIn: page,
}) => {
  await page.goto('/')
  await expect(composer(page)).toBeFocused()
  const before = await heightOf(page)
  await page.keyboard.type('one')
  for (const line of ['two', 'three']) {
    await page.keyboard.press('Shift+Enter')
    await page.keyboard.type(line)
  }
  await expect(composer(page)).toHaveValue('one\ntwo\nthree')
  expect(await heightOf(page)).toBeGreaterThan(before * 1.8)
  await page.keyboard.press('Enter')
  await expect(asked(page)).toHaveText('one two three')
  await expect(composer(page)).toHaveValue('')
})

/** Sends a second question while the first is still answered; gives what is said of it. */
async function sendTwice(page: Page) {
  await page.goto('/')
  await expect(composer(page)).toBeFocused()
  await composer(page).fill('/say 2000\n/slow 50')
  await page.keyboard.press('Enter')
  await expect(replies(page)).toContainText('-3 ')
  await page.keyboard.type('and then?')
  await page.keyboard.press('Enter')
  const said = page.getByText('Not sent yet', { exact: false })
  await expect(said).toBeVisible()
  return said
}

test('what is sent while a reply is written stays in the field, and it is said why', async ({
  signedIn: page,
}) => {
  const said = await sendTwice(page)
  await expect(composer(page)).toHaveValue('and then?')
  await page.getByRole('button', { name: 'Stop the reply' }).click()
  await expect(said).toHaveCount(0)
  await composer(page).press('Enter')
  await expect(asked(page)).toHaveCount(2)
})

test('what waits in the field waits on when the new chat gets its own page', async ({ signedIn: page }) => {
  const handOver = Promise.withResolvers<void>()
  await page.route(/\/chats\/\d+\?_rsc/u, async (route) => {
    await handOver.promise
    await route.continue()
  })
  const said = await sendTwice(page)
  const title = page.getByRole('heading', { level: 1 })
  await expect(title).toHaveText('New chat')
  handOver.resolve()
  await page.keyboard.type(' And what do you make of what comes after that?', { delay: 20 })
  await expect(title).toContainText('/say 2000')
  await expect(composer(page)).toBeFocused()
  await expect(composer(page)).toHaveValue('and then? And what do you make of what comes after that?')
  await expect(said).toBeVisible()
  await page.getByRole('button', { name: 'Stop the reply' }).click()
  await expect(said).toHaveCount(0)
})

test('a setting turns Enter round', async ({ signedIn: page }) => {
  await page.goto('/settings')
  await page.getByRole('radio', { name: 'Enter starts a new line, Shift+Enter sends' }).check()
  await page.goto('/')
  await expect(composer(page)).toBeFocused()
  await page.keyboard.type('one')
  await page.keyboard.press('Enter')
  await page.keyboard.type('two')
  await expect(composer(page)).toHaveValue('one\ntwo')
  await page.keyboard.press('Shift+Enter')
  await expect(asked(page)).toHaveText('one two')
})

test('Up recalls the last message, but only in an empty field', async ({ signedIn: page }) => {
  const chat = await storeChat(page, 'Recall', 'What did I say?')
  await page.goto(`/chats/${chat.id}`)
  await expect(composer(page)).toBeFocused()
  await page.keyboard.type('a')
  await page.keyboard.press('ArrowUp')
  await expect(composer(page)).toHaveValue('a')
  await composer(page).fill('')
  await page.keyboard.press('ArrowUp')
  await expect(composer(page)).toHaveValue('What did I say?')
})

test('every chat keeps its own draft over a reload, and it goes when one signs out', async ({
  signedIn: page,
}) => {
  const one = await storeChat(page, 'One')
  await storeChat(page, 'Other')
  await page.goto(`/chats/${one.id}`)
  await composer(page).fill('for one')
  await page.getByRole('link', { name: 'Other' }).click()
  await expect(page.getByRole('heading', { name: 'Other' })).toBeVisible()
  await expect(composer(page)).toHaveValue('')
  await composer(page).fill('for the other')
  await page.reload()
  await expect(composer(page)).toHaveValue('for the other')
  await page.goto(`/chats/${one.id}`)
  await expect(composer(page)).toHaveValue('for one')
  await composer(page).press('Enter')
  await expect(asked(page)).toHaveText('for one')
  await page.reload()
  await expect(composer(page)).toHaveValue('')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page).toHaveURL(/\/sign-in/u)
  const left = await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('draft')))
  expect(left).toEqual([])
})

test('a paste of 20,000 lines does not freeze, nor does typing behind it', async ({ signedIn: page }) => {
  await page.goto('/')
  await expect(composer(page)).toBeFocused()
  const { pastedMs, plainMs } = await composer(page).evaluate(async (field: HTMLTextAreaElement) => {
    const lines = Array.from({ length: 20_000 }, (_, line) => `line ${line} of a long paste with words`)
    const text = lines.join('\n')
    /** Milliseconds until the page, laid out and drawn, takes the next task. */
    const took = async (write: () => void) => {
      const begun = performance.now()
      write()
      await new Promise(requestAnimationFrame)
      await new Promise((resolve) => setTimeout(resolve))
      return performance.now() - begun
    }
    // The least that this text can cost here and now: a field of a fixed height that is simply given it.
    const plain = document.body.appendChild(document.createElement('textarea'))
    plain.dir = 'ltr'
    const plainMs = await took(() => {
      plain.value = text
    })
    plain.remove()
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', text)
    const pastedMs = await took(() =>
      field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })),
    )
    return { pastedMs, plainMs }
  })
  await page.keyboard.type('xyz')
  expect(await composer(page).inputValue()).toMatch(/line 19999 of a long paste with wordsxyz$/u)
  // Those who do nothing about it freeze for 10 to 20 seconds, a hundred times as long.
  expect(pastedMs / plainMs).toBeLessThan(15)
})

test('a counter tells how full the window is, and warns before it is', async ({ signedIn: page }) => {
  await page.goto('/')
  await expect(composer(page)).toBeFocused()
  await composer(page).fill('tide '.repeat(2000))
  await expect(page.getByText(/of 8K tokens/u)).toBeVisible()
  await expect(page.getByText('nearly full')).toHaveCount(0)
  await composer(page).fill('tide '.repeat(7000))
  await expect(page.getByRole('status').filter({ hasText: 'nearly full' })).toBeVisible()
  await composer(page).fill('tide '.repeat(12_000))
  await expect(page.getByText('This message alone is longer than the window')).toBeVisible()
  await composer(page).fill('')
  await expect(page.getByText(/tokens$/u)).toHaveCount(0)
})

test('what is sent offline waits, survives a withdrawal, and goes out once', async ({
  signedIn: page,
  context,
  allowConsoleError,
}) => {
  allowConsoleError(/./u)
  const chat = await storeChat(page, 'Adrift', 'Hello')
  await page.goto(`/chats/${chat.id}`)
  await expect(composer(page)).toBeFocused()
  await context.setOffline(true)
  await expect(page.getByRole('status').filter({ hasText: 'You are offline.' })).toBeVisible()
  const waiting = page.getByRole('list', { name: 'Waiting to be sent' }).getByRole('listitem')
  for (const text of ['first word', 'second word', 'never mind']) {
    await composer(page).fill(text)
    await composer(page).press('Enter')
  }
  await expect(waiting).toHaveText(['first word', 'second word', 'never mind'])
  await waiting.last().getByRole('button', { name: 'Do not send this message' }).click()
  await expect(composer(page)).toHaveValue('never mind')
  await context.setOffline(false)
  await expect(waiting).toHaveCount(0)
  await expect(asked(page)).toHaveText(['Hello', 'first word', 'second word'])
  await expect(replies(page)).toHaveCount(3)
  await expect(page.getByText('You are offline.')).toHaveCount(0)
  const { messages } = await (await page.request.get(`/api/chats/${chat.id}/messages`)).json()
  expect(messages.filter(({ role }: { role: string }) => role === 'user')).toHaveLength(3)
})

test('a server that is gone is named as such, and a message sent meanwhile arrives once', async ({
  browser,
  allowConsoleError,
}) => {
  allowConsoleError(/./u)
  const proxy = await startCuttableProxy(testOrigin())
  const context = await browser.newContext({ baseURL: proxy.origin })
  try {
    const page = await context.newPage()
    await page.request.post('/api/auth/sign-up', { data: newAccount() })
    const chat = await storeChat(page, 'Gone', 'Hello')
    await page.goto(`/chats/${chat.id}`)
    await expect(composer(page)).toBeFocused()
    proxy.cut()
    await composer(page).fill('Are you there?')
    await composer(page).press('Enter')
    await expect(page.getByRole('status').filter({ hasText: 'The server does not answer' })).toBeVisible()
    await composer(page).fill('Still?')
    await composer(page).press('Enter')
    proxy.restore()
    await expect(replies(page)).toHaveCount(3, { timeout: 20_000 })
    await expect(asked(page)).toHaveText(['Hello', 'Are you there?', 'Still?'])
    await expect(page.getByText('The server does not answer')).toHaveCount(0)
  } finally {
    await context.close()
    await proxy.close()
  }
})

test('typing renders nothing of the thread', async ({ signedIn: page }) => {
  const chat = await storeChat(page, 'Still', 'Hello')
  await page.goto(`/chats/${chat.id}`)
  await composer(page).fill('x')
  const changes = await page.evaluate(async () => {
    const thread = document.querySelector('main article')?.parentElement
    let seen = 0
    if (thread)
      new MutationObserver((records) => {
        seen += records.length
      }).observe(thread, { subtree: true, childList: true, attributes: true, characterData: true })
    document.execCommand('insertText', false, 'typed')
    await new Promise((resolve) => setTimeout(resolve, 600))
    return thread ? seen : -1
  })
  expect(changes).toBe(0)
})
