import { expect, test } from './support/fixtures.ts'
import { chooseModel } from './support/models.ts'
import { replies, send, settled } from './support/thread.ts'

test('a receipt tells quietly how a reply came about, and opened, everything', async ({ signedIn: page }) => {
  await page.goto('/')
  await chooseModel(page, 'llama-3.3-70b-instruct')
  await send(page, '/say 100\n/slow 5')
  await settled(page, 1)
  for (const reloads of [false, true]) {
    if (reloads) await page.reload()
    const line = replies(page).getByText(
      /^.*openrouter\/llama-3\.3-70b-instruct · OpenRouter · first token after \d+\.\d+ s · (about )?\d+ tokens\/s · \d+ tokens · (under )?\$0\.\d+$/u,
    )
    await expect(line).toBeVisible()
    const cost = replies(page).getByRole('definition').filter({ hasText: '$' })
    await expect(cost).toBeHidden()
    await line.click()
    await expect(cost).toBeVisible()
    await expect(replies(page).getByRole('term')).toHaveText([
      'Attempts',
      'Route',
      'Tokens',
      'Time',
      'Cost',
      'Request',
    ])
    await expect(replies(page).getByRole('definition').nth(1)).toHaveText(
      'OpenRouter meta-llama/llama-3.3-70b-instruct, the first choice',
    )
    await expect(replies(page).getByRole('button', { name: 'Copy the request id' })).toBeVisible()
  }
})

test('a successor is named in words', async ({ signedIn: page }) => {
  await page.goto('/')
  await chooseModel(page, 'gemini-2.0-pro-exp-02-05')
  await send(page, '/say 5')
  await settled(page, 1)
  await expect(
    replies(page).getByText('Answered by its successor google/gemini-3.1-pro-preview at OpenRouter.'),
  ).toBeVisible()
})
