import type { Page } from '@playwright/test'
import { storeThread } from '../../scripts/bench/page/furnish.ts'
import { expect, test } from './support/fixtures.ts'

test.describe.configure({ timeout: 90_000 })

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const reply = (page: Page) => page.getByRole('article', { name: /^Reply by/u }).last()
const endButton = (page: Page) => page.getByRole('button', { name: 'Go to the end' })
const stopButton = (page: Page) => page.getByRole('button', { name: 'Stop the reply' })

async function ask(page: Page, question: string): Promise<void> {
  await expect(composer(page)).toBeFocused()
  await composer(page).fill(question)
  await composer(page).press('Enter')
}

/** Waits until what one sees has not moved for some frames, as it does after scrolling. */
const settled = (page: Page) =>
  page.evaluate(async () => {
    for (let still = 0, last = -1; still < 10; ) {
      await new Promise(requestAnimationFrame)
      still = window.scrollY === last ? still + 1 : 0
      last = window.scrollY
    }
  })

/**
 * Notes in every frame where the element stands that is in the middle of the screen now. The result gives by how many
 * pixels it moved at most, how often it was looked at, and by how many characters
 * the thread grew meanwhile; what is out of sight is not laid out, so its height tells nothing.
 */
async function watchReading(page: Page) {
  const watch = await page.evaluateHandle(() => {
    const read = document.elementFromPoint(window.innerWidth / 2, window.innerHeight / 3)
    const mark = read?.closest('p, li, h3, h4, pre, summary') ?? read
    const length = () => document.querySelector('main')?.textContent.length ?? 0
    const top = () => mark?.getBoundingClientRect().top ?? Number.NaN
    const state = {
      begun: top(),
      moved: 0,
      frames: 0,
      length: length(),
      isOver: false,
    }
    const look = () => {
      state.moved = Math.max(state.moved, Math.abs(top() - state.begun))
      state.frames += 1
      if (!state.isOver) requestAnimationFrame(look)
    }
    look()
    return state
  })
  return () =>
    watch.evaluate((state) => {
      state.isOver = true
      return {
        moved: state.moved,
        frames: state.frames,
        grown: (document.querySelector('main')?.textContent.length ?? 0) - state.length,
      }
    })
}

test('whoever reads above is not moved by a reply, nor by its thoughts and its end', async ({
  signedIn: page,
}) => {
  await page.goto(`/chats/${await storeThread(page.request, { messages: 20 })}`)
  await ask(page, '/think 500 field\n/say 300\n/slow 20')
  await expect(reply(page).getByText('Thinking…')).toBeVisible()
  await page.mouse.move(640, 300)
  await page.mouse.wheel(0, -1500)
  await settled(page)
  const end = await watchReading(page)
  await expect(stopButton(page)).toHaveCount(0, { timeout: 60_000 })
  await expect(reply(page).getByText('first token after')).toBeAttached()
  await settled(page)
  const { moved, frames, grown } = await end()
  expect(frames).toBeGreaterThan(30)
  expect(grown).toBeGreaterThan(100)
  expect(moved).toBe(0)
})

test('whoever reads the thoughts is not moved when the answer begins', async ({ signedIn: page }) => {
  await page.goto('/')
  await ask(page, '/think 1200 field\n/say 300\n/slow 15')
  const thoughts = reply(page).locator('details').first()
  // The thoughts have filled the screen, so that there is something to scroll up to.
  await expect.poll(() => thoughts.evaluate((box) => box.getBoundingClientRect().height)).toBeGreaterThan(500)
  await page.mouse.move(640, 300)
  await page.mouse.wheel(0, -300)
  await settled(page)
  const end = await watchReading(page)
  await expect(reply(page)).toContainText('otter-', { timeout: 60_000 })
  await expect(stopButton(page)).toHaveCount(0, { timeout: 60_000 })
  await expect(reply(page).getByText('first token after')).toBeAttached()
  const { moved, frames, grown } = await end()
  expect(frames).toBeGreaterThan(30)
  expect(grown).toBeGreaterThan(100)
  expect(moved).toBe(0)
})

test('whoever is at the end is taken along, and a button brings one back there', async ({
  signedIn: page,
}) => {
  const toEnd = () =>
    page.evaluate(
      () => document.documentElement.scrollHeight - window.scrollY - document.documentElement.clientHeight,
    )
  await page.goto(`/chats/${await storeThread(page.request, { messages: 20 })}`)
  await ask(page, '/say 2500\n/slow 15')
  await expect(reply(page)).toContainText('amber-1')
  await expect.poll(toEnd).toBeLessThanOrEqual(2)
  await expect(reply(page)).toContainText('-100 ')
  await expect.poll(toEnd).toBeLessThanOrEqual(2)
  await expect(endButton(page)).toHaveCount(0)
  await page.mouse.move(640, 300)
  await page.mouse.wheel(0, -2000)
  await expect(endButton(page)).toBeVisible()
  expect(await toEnd()).toBeGreaterThan(500)
  await endButton(page).click()
  await expect.poll(toEnd).toBeLessThanOrEqual(2)
  await expect(endButton(page)).toHaveCount(0)
  const before = await page.evaluate(() => document.documentElement.scrollHeight)
  await expect.poll(() => page.evaluate(() => document.documentElement.scrollHeight)).toBeGreaterThan(before)
  // With the mouse alone: Playwright's own click first scrolls the page by what has just grown below.
  const place = await stopButton(page).boundingBox()
  if (!place) throw new Error('The button to stop is not in sight')
  await page.mouse.click(place.x + place.width / 2, place.y + place.height / 2)
  await expect(stopButton(page)).toHaveCount(0)
  await expect.poll(toEnd).toBeLessThanOrEqual(2)
})
