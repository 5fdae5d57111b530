import type { Page } from '@playwright/test'
import { storeThread } from '../../scripts/bench/page/furnish.ts'
import { expect, test } from './support/fixtures.ts'

test.describe.configure({ timeout: 120_000 })

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const articles = (page: Page) => page.getByRole('article')
const stopButton = (page: Page) => page.getByRole('button', { name: 'Stop the reply' })

/** What the last blocks may still become is drawn again; see OPEN_BLOCKS of the block splitter. */
const OPEN_BLOCKS = 3
const UPDATES_PER_SECOND = 20

test('of a long reply only the open end is drawn again, and not for every piece', async ({
  signedIn: page,
}) => {
  const paragraphs = Array.from({ length: 120 }, (_, at) => `Paragraph ${at} says *little* in a few words.`)
  await page.goto('/')
  await expect(composer(page)).toBeFocused()
  await page.evaluate((openBlocks) => {
    const seen = { updates: 0, closed: 0, firstMs: 0, lastMs: 0 }
    Object.assign(window, { seen })
    const blocksOf = () => document.querySelectorAll('article[aria-label^="Reply"] p[dir="auto"]')
    let standing: Element[] = []
    new MutationObserver((records) => {
      const targets = records.map(({ target }) => target.parentElement?.closest('article p[dir="auto"]'))
      // Those that were closed before this update.
      const closed = new Set(standing.slice(0, -openBlocks))
      seen.closed += targets.filter((target) => target && closed.has(target)).length
      const now = Array.from(blocksOf())
      if (now.length > standing.length || targets.some(Boolean)) {
        seen.firstMs ||= performance.now()
        seen.lastMs = performance.now()
        seen.updates += 1
      }
      standing = now
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  }, OPEN_BLOCKS)
  await composer(page).fill(`/slow 8\n/echo ${paragraphs.join('\n\n')}`)
  await composer(page).press('Enter')
  await expect(articles(page).last()).toContainText('Paragraph 119 says', { timeout: 90_000 })
  await expect(stopButton(page)).toHaveCount(0)
  await expect(articles(page).last().locator('em')).toHaveCount(120)
  const { updates, closed, firstMs, lastMs } = await page.evaluate(
    () => (window as unknown as { seen: Record<'updates' | 'closed' | 'firstMs' | 'lastMs', number> }).seen,
  )
  expect(closed).toBe(0)
  // 1,000 pieces came; the receipt and the actions under the reply are a few updates more.
  expect(updates).toBeGreaterThan(5)
  expect(updates).toBeLessThanOrEqual(((lastMs - firstMs) / 1000) * UPDATES_PER_SECOND + 20)
})

test('a thread of 1,000 messages opens with its newest, whose text is in the HTML', async ({
  signedIn: page,
}) => {
  const long = { messages: 1000, longestCharacters: 60_000 }
  const address = `/chats/${await storeThread(page.request, long)}`
  const html = await (await page.request.get(address)).text()
  expect(html).toContain('Question 499: when does the tide turn on day 499?')
  await page.goto(address)
  await expect(composer(page)).toBeFocused()
  expect(await articles(page).count()).toBeLessThanOrEqual(40)
  await expect(articles(page).last()).toBeInViewport()
  await composer(page).fill('typed at once')
  await expect(composer(page)).toHaveValue('typed at once')
  // Further up come the earlier ones.
  await page.getByText('Question 480:').scrollIntoViewIfNeeded()
  await expect(page.getByText('Question 470:')).toBeAttached()
})
