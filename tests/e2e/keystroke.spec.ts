import type { Page } from '@playwright/test'
import { storeThread } from '../../scripts/bench/page/furnish.ts'
import { mainThreadMs, slowedDown } from '../../scripts/bench/page/probe.ts'
import { expect, test } from './support/fixtures.ts'

// For a trace the page is copied with every step, and the copy of a long thread would be what is measured.
test.use({ trace: 'off', screenshot: 'off' })
test.describe.configure({ timeout: 120_000 })

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })

test('a key costs no more in a thread of 500 messages than in an empty one', async ({ signedIn: page }) => {
  const thread = await page.context().newPage()
  await page.goto('/')
  await thread.goto(`/chats/${await storeThread(page.request, { messages: 500 })}`)
  const least = { empty: Number.POSITIVE_INFINITY, long: Number.POSITIVE_INFINITY }
  const sessions = { empty: await slowedDown(page, 1), long: await slowedDown(thread, 1) }
  // By turns, and the least of several counts: the machine has other work, which only ever adds.
  for (let round = 0; round < 8; round += 1)
    for (const [name, shown] of [
      ['empty', page],
      ['long', thread],
    ] as const) {
      await shown.bringToFront()
      await composer(shown).focus()
      await shown.waitForTimeout(600)
      const before = await mainThreadMs(sessions[name])
      await shown.keyboard.type('a'.repeat(20))
      least[name] = Math.min(least[name], (await mainThreadMs(sessions[name])) - before)
    }
  expect(least.long / least.empty).toBeLessThanOrEqual(1.5)
})
