import type { Page } from '@playwright/test'
import type { StoredMessage } from '../../lib/domain/chat.ts'
import { storeChat } from './support/chats.ts'
import { expect, test } from './support/fixtures.ts'
import { asked, composer, press, replies, send, settled, stopButton } from './support/thread.ts'

test.describe.configure({ timeout: 90_000 })

const version = (page: Page, name: string) => page.getByRole('group', { name, exact: true })

async function storedMessages(page: Page): Promise<StoredMessage[]> {
  const id = page.url().split('/').at(-1)
  return (await (await page.request.get(`/api/chats/${id}/messages`)).json()).messages
}

async function openChat(page: Page, question: string): Promise<void> {
  const chat = await storeChat(page, 'Branches', question)
  await page.goto(`/chats/${chat.id}`)
  await expect(composer(page)).toBeFocused()
  await settled(page, 1)
}

test('a stop keeps what was written, and continuing goes on below it', async ({ signedIn: page }) => {
  await page.goto('/')
  await send(page, '/say 400\n/slow 30')
  await expect(replies(page)).toContainText('-9 ')
  await expect(page).toHaveURL(/\/chats\/\d+$/u)
  await stopButton(page).click()
  await expect(page.getByText('You stopped this reply.')).toBeVisible()
  const words = await replies(page).getByText('amber-1 ').innerText()
  await press(page, 'Continue')
  await expect(page.getByText('You asked to continue')).toBeVisible()
  await settled(page, 2)
  await expect(composer(page)).toBeFocused()
  for (const reloads of [false, true]) {
    if (reloads) await page.reload()
    await expect(replies(page).first()).toContainText(words)
    await expect(replies(page).last()).toContainText('You wrote 8 words')
    await expect(asked(page)).toHaveCount(1)
    await expect(page.getByText('You asked to continue')).toBeVisible()
  }
  // What recalls the last message leaves out what only asked to go on.
  await composer(page).focus()
  await page.keyboard.press('ArrowUp')
  await expect(composer(page)).toHaveValue('/say 400\n/slow 30')
})

test('a reply that came to its longest says so and can be continued', async ({ signedIn: page }) => {
  await page.goto('/')
  await send(page, '/say 40\n/fault finish-length 10')
  await settled(page, 1)
  for (const reloads of [false, true]) {
    if (reloads) await page.reload()
    await expect(page.getByText('The longest reply was reached.')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Continue' })).toBeVisible()
  }
})

test('a regenerated reply stands beside the first, and the choice survives a reload', async ({
  signedIn: page,
}) => {
  await openChat(page, 'Which tide is it?')
  await press(page, 'Regenerate')
  await expect(version(page, 'Version 2 of 2')).toBeVisible()
  await settled(page, 1)
  await expect(composer(page)).toBeFocused()
  const previous = page.getByRole('button', { name: 'Previous version' })
  await previous.click()
  await expect(version(page, 'Version 1 of 2')).toBeVisible()
  await expect(previous).toBeFocused()
  await page.reload()
  await expect(version(page, 'Version 1 of 2')).toBeVisible()
  await page.getByRole('button', { name: 'Next version' }).click()
  await expect(version(page, 'Version 2 of 2')).toBeVisible()
  await page.reload()
  await expect(version(page, 'Version 2 of 2')).toBeVisible()
  const stored = await storedMessages(page)
  expect(stored.map(({ role, status }) => [role, status])).toEqual([
    ['user', 'complete'],
    ['assistant', 'complete'],
    ['assistant', 'complete'],
  ])
  expect(stored[2]?.parentId).toBe(stored[0]?.id)
})

test('the focus stays on another version when the chat is read anew behind it', async ({
  signedIn: page,
}) => {
  await openChat(page, 'Which tide is it?')
  const readAnew = Promise.withResolvers<void>()
  let held = 0
  await page.route(/\/chats\/\d+\?_rsc/u, async (route) => {
    held += 1
    await readAnew.promise
    await route.continue()
  })
  await press(page, 'Regenerate')
  await expect(version(page, 'Version 2 of 2')).toBeVisible()
  await settled(page, 1)
  await expect.poll(() => held).toBeGreaterThan(0)
  const previous = page.getByRole('button', { name: 'Previous version' })
  await previous.click()
  await expect(version(page, 'Version 1 of 2')).toBeVisible()
  await expect(previous).toBeFocused()
  await previous.evaluate((element) => element.setAttribute('data-same', ''))
  const answered = page.waitForResponse((response) => /\/chats\/\d+\?_rsc/u.test(response.url()))
  readAnew.resolve()
  await answered
  // Nothing tells that it is shown, which is the point.
  await page.waitForTimeout(1000)
  await expect(previous).toHaveAttribute('data-same')
  await expect(previous).toBeFocused()
})

test('another model answers the same question beside the first', async ({ signedIn: page }) => {
  await openChat(page, 'Who are you?')
  await press(page, 'Regenerate with another model')
  const dialog = page.getByRole('dialog', { name: 'Choose a model' })
  await dialog.getByRole('combobox', { name: 'Search models' }).fill('rwkv')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('article', { name: 'Reply by rwkv-6-world' })).toBeVisible()
  await settled(page, 1)
  await expect(composer(page)).toBeFocused()
  await page.reload()
  await expect(version(page, 'Version 2 of 2')).toBeVisible()
  await page.getByRole('button', { name: 'Previous version' }).click()
  await expect(page.getByRole('article', { name: 'Reply by gemma-2-27b-it' })).toBeVisible()
})

test('an edited question begins a branch of its own, and the first stays', async ({ signedIn: page }) => {
  await openChat(page, '/echo the first answer')
  await send(page, '/echo the second answer')
  await settled(page, 2)
  await asked(page).first().hover()
  await page.getByRole('button', { name: 'Edit', exact: true }).first().click()
  const field = page.getByRole('textbox', { name: 'Edit your message' })
  await expect(field).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Edit', exact: true }).first()).toBeFocused()
  await page.keyboard.press('Enter')
  await field.fill('/echo another')
  await page.keyboard.press('End')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('answer')
  await expect(field).toHaveValue('/echo another\nanswer')
  await page.keyboard.press('Enter')
  await settled(page, 1)
  await expect(composer(page)).toBeFocused()
  await expect(replies(page)).toContainText(/another\s+answer/u)
  await expect(version(page, 'Version 2 of 2')).toBeVisible()
  await page.reload()
  await expect(replies(page)).toHaveCount(1)
  await expect(replies(page)).toContainText(/another\s+answer/u)
  await page.getByRole('button', { name: 'Previous version' }).click()
  await expect(asked(page)).toHaveText(['/echo the first answer', '/echo the second answer'])
  await expect(replies(page)).toHaveCount(2)
  await page.reload()
  await expect(asked(page)).toHaveText(['/echo the first answer', '/echo the second answer'])
})

test('three replies are walked through by keyboard alone', async ({ signedIn: page }) => {
  await openChat(page, 'Again?')
  for (const count of [2, 3]) {
    await press(page, 'Regenerate')
    await expect(version(page, `Version ${count} of ${count}`)).toBeVisible()
    await settled(page, 1)
  }
  await page.getByRole('button', { name: 'Previous version' }).focus()
  await page.keyboard.press('Enter')
  await expect(version(page, 'Version 2 of 3')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(version(page, 'Version 1 of 3')).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(version(page, 'Version 1 of 3')).toBeVisible()
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await expect(version(page, 'Version 2 of 3')).toBeVisible()
})

test('a message is copied as text or as Markdown', async ({ signedIn: page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText())
  await openChat(page, '/echo ## Tides\n\nThey are **high** and `low`.')
  await press(page, 'Copy as text')
  await expect(page.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await clipboard()).toBe('Tides\n\nThey are high and low.')
  await press(page, 'Copy as Markdown')
  await expect(page.getByRole('button', { name: 'Copied' }).last()).toBeVisible()
  expect(await clipboard()).toBe('## Tides\n\nThey are **high** and `low`.')
  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  await expect.poll(clipboard).toBe('/echo ## Tides\n\nThey are **high** and `low`.')
})

test('a page without TLS copies too', async ({ signedIn: page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
  await openChat(page, '/echo They are **high**.')
  const copy = page.getByRole('button', { name: 'Copy as text' })
  await copy.focus()
  await page.keyboard.press('Enter')
  const copied = page.getByRole('button', { name: 'Copied' })
  await expect(copied).toBeFocused()
  await composer(page).focus()
  await page.keyboard.press('Control+V')
  await expect(composer(page)).toHaveValue('They are high.')
})
