import { expect, test } from './support/fixtures.ts'
import { chooseModel } from './support/models.ts'
import { replies, send, settled, stopButton } from './support/thread.ts'

test.describe.configure({ timeout: 90_000 })

test('a wait says what it waits for: connecting, then that the model is loading', async ({
  signedIn: page,
}) => {
  await page.goto('/')
  await chooseModel(page, 'rwkv-6-world')
  await send(page, '/say 20\n/fault slow-headers 14000')
  await expect(page.getByText(/^Connecting/u)).toBeVisible()
  await expect(page.getByText(/^Connecting · \d+ s/u)).toBeVisible()
  // The server tells what it waits for once the reply has not come within 10 s.
  await expect(page.getByText(/^Ollama is loading mollysama\/rwkv-6-world:1\.6b/u)).toBeVisible({
    timeout: 20_000,
  })
  await settled(page, 1)
  await expect(replies(page)).toContainText('-20')
  await expect(page.getByText(/is loading/u)).toHaveCount(0)
})

test('a wait that is longer than usual says so', async ({ signedIn: page }) => {
  await page.clock.install()
  await page.goto('/')
  await send(page, '/fault silence-before')
  await expect(page.getByText(/^Connecting/u)).toBeVisible()
  await page.clock.fastForward(25_000)
  await expect(page.getByText(/· \d+ s · slower than usual$/u)).toBeVisible()
  await stopButton(page).click()
  await expect(stopButton(page)).toHaveCount(0)
})

test('the beginning and the end of a reply are announced, and nothing in between', async ({
  signedIn: page,
}) => {
  await page.goto('/')
  await expect(page.getByRole('button', { name: /^Model: / })).toBeEnabled()
  const heard = await page.evaluateHandle(() => {
    const said: string[] = []
    new MutationObserver(() => {
      for (const region of document.querySelectorAll('[role=status], [role=alert], [aria-live]')) {
        const text = region.textContent?.trim() ?? ''
        if (text !== '' && said.at(-1) !== text) said.push(text)
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
    return said
  })
  await send(page, '/think 20 field\n/say 60\n/slow 20')
  await settled(page, 1)
  await expect
    .poll(() => heard.jsonValue())
    .toEqual(['gemma-2-27b-it is answering.', 'The reply is finished, 60 words.'])
})
