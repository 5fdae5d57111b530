import type { Page } from '@playwright/test'
import { newAccount } from '../support/client.ts'
import { startDemoStack } from '../support/demo-stack.ts'
import { storeChat } from './support/chats.ts'
import { expect, test } from './support/fixtures.ts'
import { chooseModel, modelButton } from './support/models.ts'

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Choose a model' })
const search = (page: Page) => dialog(page).getByRole('combobox', { name: 'Search models' })
const options = (page: Page) => dialog(page).getByRole('option')
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })

test('the selector is worked by keyboard alone, and gives the focus back', async ({ signedIn: page }) => {
  await page.goto('/')
  // With the focus the page is ready for keys.
  await expect(composer(page)).toBeFocused()
  await modelButton(page).focus()
  await page.keyboard.press('Enter')
  await expect(search(page)).toBeFocused()
  await expect(options(page)).toHaveCount(12)
  await page.keyboard.type('deepseek openrouter')
  await expect(options(page).first()).toHaveAccessibleDescription(/DeepSeek|OpenRouter/u)
  await search(page).fill('rwkv')
  await expect(options(page)).toHaveCount(1)
  await page.keyboard.press('Enter')
  await expect(dialog(page)).toHaveCount(0)
  await expect(modelButton(page)).toHaveText('rwkv-6-world')
  await expect(modelButton(page)).toBeFocused()
  await page.keyboard.press('Enter')
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Escape')
  await expect(modelButton(page)).toHaveText('rwkv-6-world')
  await expect(modelButton(page)).toBeFocused()
})

test('every model says whose it is, how much it reads, who serves it and how that is', async ({
  signedIn: page,
}) => {
  await page.goto('/')
  await modelButton(page).click()
  await search(page).fill('Qwen2.5-Coder')
  const about = dialog(page).getByRole('region', { name: 'About Qwen2.5-Coder-32B-Instruct' })
  await expect(about).toContainText('window')
  await expect(about.getByRole('list', { name: 'Served by, in this order' })).toContainText('Hugging Face')
  await expect(options(page).first()).toHaveAccessibleDescription(/Qwen · .* window · via Hugging Face/u)
  await search(page).fill('no such thing')
  await expect(dialog(page).getByRole('status')).toHaveText('No model is found by these words.')
})

test('favourites stand first, also after a reload', async ({ signedIn: page }) => {
  await page.goto('/')
  await modelButton(page).click()
  await search(page).fill('rwkv')
  await dialog(page).getByRole('button', { name: 'Favourite' }).click()
  await page.reload()
  await modelButton(page).click()
  const favourites = dialog(page).getByRole('group', { name: 'Favourites' })
  await expect(favourites.getByRole('option')).toHaveText([/rwkv-6-world/u])
  await expect(options(page).first()).toHaveText(/rwkv-6-world/u)
  await expect(options(page)).toHaveCount(12)
})

test('another model in the middle of a chat is remembered and answers next', async ({ signedIn: page }) => {
  const chat = await storeChat(page, 'Two minds', 'Hello')
  await page.goto(`/chats/${chat.id}`)
  await chooseModel(page, 'deepseek-chat')
  await composer(page).fill('And you?')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page.getByRole('article', { name: 'Reply by deepseek-chat' })).toBeVisible()
  await expect(page.getByRole('article', { name: 'Reply by gemma-2-27b-it' })).toBeVisible()
  await page.reload()
  await expect(modelButton(page)).toHaveText('deepseek-chat')
})

test('a model that cannot be used says which variable it needs, and is not chosen', async ({ browser }) => {
  const stack = await startDemoStack({ env: { OPENROUTER_API_KEY: '' } })
  const context = await browser.newContext({ baseURL: stack.app.origin })
  try {
    const page = await context.newPage()
    await page.request.post('/api/auth/sign-up', { data: newAccount() })
    await page.goto('/')
    const before = await modelButton(page).innerText()
    await modelButton(page).click()
    await search(page).fill('deepseek-chat')
    const option = dialog(page).getByRole('option', { name: 'deepseek-chat', exact: true })
    await expect(option).toHaveAttribute('aria-disabled', 'true')
    await expect(option).toHaveAccessibleDescription(/Set OPENROUTER_API_KEY/u)
    await page.keyboard.press('Enter')
    await expect(dialog(page)).toBeVisible()
    await page.keyboard.press('Escape')
    await expect(modelButton(page)).toHaveText(before)
  } finally {
    await context.close()
    await stack.stop()
  }
})

test('system prompt and parameters are kept, with the model’s own defaults shown', async ({
  signedIn: page,
}) => {
  const chat = await storeChat(page, 'Shaped')
  await page.goto(`/chats/${chat.id}`)
  const settings = page.getByRole('dialog', { name: 'Chat settings' })
  await page.getByRole('button', { name: 'Chat settings' }).click()
  await expect(settings.getByLabel('Temperature')).toHaveAccessibleDescription(/Default: /u)
  await expect(settings.getByLabel('Longest reply')).toHaveAccessibleDescription(/Default: \d+/u)
  await settings.getByLabel('System prompt').fill('Speak like a sailor.')
  await settings.getByLabel('Temperature').fill('0.3')
  await settings.getByRole('button', { name: 'Save' }).click()
  await expect(settings).toHaveCount(0)
  await expect(page.getByRole('button', { name: 'Chat settings' })).toBeFocused()
  const stored = await (await page.request.get(`/api/chats/${chat.id}`)).json()
  expect(stored.chat).toMatchObject({
    systemPrompt: 'Speak like a sailor.',
    parameters: { temperature: 0.3 },
  })
  await page.reload()
  await page.getByRole('button', { name: 'Chat settings' }).click()
  await expect(settings.getByLabel('System prompt')).toHaveValue('Speak like a sailor.')
  await settings.getByLabel('Temperature').fill('')
  await settings.getByRole('button', { name: 'Save' }).click()
  await expect(settings).toHaveCount(0)
  const again = await (await page.request.get(`/api/chats/${chat.id}`)).json()
  expect(again.chat.parameters).toEqual({})
})

test('settings chosen before the first message shape the first turn', async ({ signedIn: page }) => {
  await page.goto('/')
  await page.getByRole('button', { name: 'Chat settings' }).click()
  const settings = page.getByRole('dialog', { name: 'Chat settings' })
  await settings.getByLabel('System prompt').fill('Speak like a sailor.')
  await settings.getByRole('button', { name: 'Save' }).click()
  await composer(page).fill('Ahoy')
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(page).toHaveURL(/\/chats\/\d+$/u)
  const id = page.url().split('/').at(-1)
  const stored = await (await page.request.get(`/api/chats/${id}`)).json()
  expect(stored.chat.systemPrompt).toBe('Speak like a sailor.')
})

test('the model of a new chat is chosen as soon as the button can be pressed', async ({ signedIn: page }) => {
  await page.route('**/_next/static/**/*.js', async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400))
    await route.continue()
  })
  await page.goto('/', { waitUntil: 'commit' })
  await expect(modelButton(page)).toBeDisabled()
  await chooseModel(page, 'rwkv-6-world')
  await expect(modelButton(page)).toHaveText('rwkv-6-world')
})
