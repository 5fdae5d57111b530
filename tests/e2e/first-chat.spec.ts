import { newAccount } from '../support/client.ts'
import { expect, test } from './support/fixtures.ts'
import { chooseModel, modelButton } from './support/models.ts'

/** One model of each provider. */
const models = [
  { model: 'google/gemma-2-27b-it', name: 'gemma-2-27b-it', provider: 'Hugging Face' },
  {
    model: 'cloudflare/llama-3.3-70b-instruct-fp8-fast',
    name: 'llama-3.3-70b-instruct-fp8-fast',
    provider: 'Cloudflare',
  },
  { model: 'openrouter/deepseek-chat', name: 'deepseek-chat', provider: 'OpenRouter' },
  { model: 'ollama/rwkv-6-world', name: 'rwkv-6-world', provider: 'Ollama' },
]

for (const { model, name, provider } of models) {
  test(`sign up, talk to ${model} and find the words again`, async ({ page }) => {
    const { email, password } = newAccount()
    await page.goto('/')
    await expect(page).toHaveURL(/\/sign-in/u)
    await page.getByRole('link', { name: 'Create an account' }).click()
    await page.getByLabel('Email').fill(email)
    await page.getByLabel('Password').fill(password)
    await page.getByRole('button', { name: 'Create account' }).click()

    const composer = page.getByRole('textbox', { name: 'Message' })
    await expect(composer).toBeFocused()
    await chooseModel(page, name)
    const question = `Which tide brings ${email.slice(5, 13)}?`
    await composer.fill(question)
    await page.getByRole('button', { name: 'Send' }).click()

    const asked = page.getByRole('article', { name: 'Your message' })
    const reply = page.getByRole('article', { name: `Reply by ${name}` })
    const inHistory = page.getByRole('navigation').getByRole('link', { name: question })
    await expect(asked).toHaveText(question)
    await expect(reply).toContainText('You are talking to the built-in demo upstream')
    await expect(reply).toContainText(`${model} · ${provider}`)
    await expect(page).toHaveURL(/\/chats\/\d+$/u)
    await expect(inHistory).toBeVisible()
    // Not innerText: what is not on the screen yet has none.
    const words = await reply.textContent()

    await page.reload()
    await expect(asked).toHaveText(question)
    expect(await reply.textContent()).toBe(words)
    await expect(inHistory).toBeVisible()
    await expect(modelButton(page)).toHaveText(name)
  })
}
