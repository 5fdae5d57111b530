import type { BrowserContext, Page } from '@playwright/test'
import { type Account, newAccount } from '../support/client.ts'
import { type DemoStack, startDemoStack } from '../support/demo-stack.ts'
import { expect, test } from './support/fixtures.ts'
import { chooseModel } from './support/models.ts'
import { asked, composer, press, replies, send, settled } from './support/thread.ts'

/*
 * Faults teach the router which routes to leave alone, so these tests have a server of their own, and each of them a
 * model of its own.
 */
test.describe.configure({ mode: 'default', timeout: 90_000 })

let stack: DemoStack
let context: BrowserContext
let page: Page
let account: Account

test.beforeAll(async () => {
  stack = await startDemoStack()
})
test.afterAll(() => stack.stop())
test.beforeEach(async ({ browser }) => {
  context = await browser.newContext({ baseURL: stack.app.origin })
  page = await context.newPage()
  account = newAccount()
  expect((await page.request.post('/api/auth/sign-up', { data: account })).status()).toBe(201)
})
test.afterEach(() => context.close())

async function ask(model: string, question: string): Promise<void> {
  await page.goto('/')
  await chooseModel(page, model)
  await send(page, question)
}

test('a fault of a provider says whose it is; another model is asked in its place', async () => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await ask('Phi-3-mini-4k-instruct', '/fault http-503')
  for (const reloads of [false, true]) {
    if (reloads) await page.reload()
    await expect(replies(page)).toContainText('Hugging Face is down')
    await expect(replies(page)).toContainText('At the provider, not with you.')
    await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
    const requestId = await replies(page).getByText(/^req_/u).first().innerText()
    await page.getByRole('button', { name: 'Copy the request id' }).first().click()
    await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(requestId)
  }
  await page.getByRole('button', { name: 'Ask another model' }).click()
  const dialog = page.getByRole('dialog', { name: 'Choose a model' })
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('button', { name: 'Ask another model' })).toBeFocused()
})

test('a wait that the provider names is counted down, and then one may try again', async () => {
  await page.clock.install()
  await ask('Mistral-7B-Instruct-v0.3', '/fault http-429 30')
  await expect(replies(page)).toContainText('Hugging Face asks us to wait')
  const wait = page.getByText(/^Trying again makes sense in \d+ s\.$/u)
  await expect(page.getByText('It can be asked again', { exact: false })).toHaveCount(0)
  await expect(wait).toBeVisible()
  await page.clock.fastForward(31_000)
  await expect(page.getByText('You can try again now.')).toBeVisible()
  await expect(wait).toHaveCount(0)
  await page.reload()
  await settled(page, 1)
  await expect(page.getByText(/rying again|try again now/u)).toHaveCount(0)
})

test('what had come before a fault stays, and can be continued', async () => {
  await ask('Mistral-Nemo-Instruct-2407', '/say 60\n/fault reset-after 20')
  await expect(page.getByText('Hugging Face is down')).toBeVisible()
  await expect(replies(page)).toContainText('-20')
  await press(page, 'Continue')
  await settled(page, 2)
  await page.reload()
  await expect(replies(page).first()).toContainText('-20')
  await expect(replies(page).last()).toContainText('You wrote 8 words')
})

test('a retry in vain destroys nothing', async () => {
  await ask('rwkv-6-world', '/say 12')
  await settled(page, 1)
  await stack.upstream.kill('ollama')
  await press(page, 'Regenerate')
  await expect(page.getByText('Ollama is down')).toBeVisible()
  await expect(page.getByRole('group', { name: 'Version 2 of 2' })).toBeVisible()
  await page.getByRole('button', { name: 'Previous version' }).click()
  await expect(replies(page)).toContainText('-12')
  await stack.upstream.revive('ollama')
  await page.reload()
  await expect(replies(page)).toContainText('-12')
  await page.getByRole('button', { name: 'Next version' }).click()
  await press(page, 'Try again')
  await expect(page.getByRole('group', { name: 'Version 3 of 3' })).toBeVisible()
  await settled(page, 1)
  await expect(replies(page)).toContainText('-12')
})

test('a message that no window holds is with the request: no retry, but another model', async () => {
  await page.goto('/')
  await chooseModel(page, 'gemma-2-27b-it')
  await send(page, 'tide '.repeat(12_000))
  await expect(page.getByText('Error: The message is too long for this model', { exact: true })).toBeVisible()
  await expect(page.getByText('With this request.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Try again' })).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Ask another model' })).toBeVisible()
})

test('a failover is said in words, with every attempt and its reason', async () => {
  await stack.upstream.kill('huggingface')
  await ask('Qwen2.5-72B-Instruct', 'Hello')
  await settled(page, 1)
  await stack.upstream.revive('huggingface')
  for (const reloads of [false, true]) {
    if (reloads) await page.reload()
    await expect(page.getByText('Answered by OpenRouter because Hugging Face was down.')).toBeVisible()
    await page.getByText(/first token after/u).click()
    const attempts = page.getByRole('list').filter({ hasText: 'was down' }).getByRole('listitem')
    await expect(attempts.first()).toHaveText(/Hugging Face Qwen\/Qwen2\.5-72B-Instruct was down/u)
    await expect(attempts.last()).toHaveText(/OpenRouter qwen\/qwen-2\.5-72b-instruct answered, .* s/u)
  }
})

test('a session that has ended keeps what was written, for the same person alone', async () => {
  const signIn = async ({ email, password }: Account) => {
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await expect(composer(page)).toBeFocused()
  }
  const sendInVain = async (text: string) => {
    await context.clearCookies()
    await composer(page).fill(text)
    await page.getByRole('button', { name: 'Send' }).click()
    await expect(page.getByText('Your session has ended')).toBeVisible()
    await expect(composer(page)).toHaveValue(text)
    await expect(asked(page)).toHaveCount(0)
  }
  await page.goto('/')
  await expect(composer(page)).toBeFocused()
  await sendInVain('A thought that must not be lost')
  await page.getByRole('link', { name: 'Sign in again' }).click()
  await signIn(account)
  await expect(composer(page)).toHaveValue('A thought that must not be lost')
  await send(page, 'A thought that must not be lost')
  await settled(page, 1)
  await expect(page).toHaveURL(/\/chats\/\d+$/u)
  await page.getByRole('link', { name: 'New chat' }).click()
  await expect(replies(page)).toHaveCount(0)
  await sendInVain('A secret thought')
  const somebodyElse = newAccount()
  await context.request.post('/api/auth/sign-up', { data: somebodyElse })
  await context.clearCookies()
  await page.goto('/sign-in')
  await signIn(somebodyElse)
  await expect(composer(page)).toHaveValue('')
})
