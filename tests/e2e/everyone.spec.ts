import AxeBuilder from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { newAccount } from '../support/client.ts'
import { storeChat } from './support/chats.ts'
import { expect, test } from './support/fixtures.ts'
import { modelButton } from './support/models.ts'
import { composer, press, replies, send, settled, stopButton } from './support/thread.ts'

test.describe.configure({ timeout: 120_000 })

/** Fails when axe finds something in what is shown now. */
async function expectClean(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze()
  expect(
    violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]),
    state,
  ).toEqual([])
}

/** Everything that can be in a reply. */
const everything =
  '/echo # A heading\n\n[A link](https://example.com) and `code`, $a^2$, ![image](https://example.com/x.png)\n\n' +
  '| tide | range |\n| --- | ---: |\n| spring | 7 |\n\n- [x] done\n\n> quoted\n\n```ts\nconst tide = 1\n```\n\nمرحبا'

const dialogs: { name: string; open: (page: Page) => Promise<void> }[] = [
  { name: 'Choose a model', open: (page) => modelButton(page).click() },
  { name: 'Chat settings', open: (page) => page.getByRole('button', { name: 'Chat settings' }).click() },
  { name: 'Commands', open: (page) => page.keyboard.press('Control+k') },
  { name: 'Keyboard shortcuts', open: (page) => page.keyboard.press('Control+/') },
]

for (const colorScheme of ['light', 'dark'] as const)
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } })

    test('axe finds nothing in any dialog, which gives the focus back', async ({ signedIn: page }) => {
      await storeChat(page, 'In the list')
      await page.goto('/')
      await expect(composer(page)).toBeFocused()
      await expectClean(page, 'a new chat')
      for (const { name, open } of dialogs) {
        const before = await page.evaluateHandle(() => document.activeElement)
        await open(page)
        await expect(page.getByRole('dialog', { name })).toBeVisible()
        if (name === 'Commands') await expect(page.getByRole('option', { name: 'In the list' })).toBeVisible()
        await expectClean(page, name)
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog', { name })).toHaveCount(0)
        const kept = await page.evaluate(
          (element) => document.activeElement === element || document.activeElement?.tagName === 'BUTTON',
          before,
        )
        expect(kept, name).toBe(true)
      }
    })

    test('axe finds nothing in a thread, whatever happens in it', async ({
      signedIn: page,
      allowConsoleError,
    }) => {
      allowConsoleError(/500/u)
      await page.goto('/')
      await send(page, '/think 300 field\n/say 3000\n/slow 30')
      await expect(page.getByText('Thinking…')).toBeVisible()
      await expectClean(page, 'thinking')
      await expect(replies(page)).toContainText('amber-1 ', { timeout: 40_000 })
      await stopButton(page).click()
      await expect(page.getByText('You stopped this reply.')).toBeVisible()
      await expectClean(page, 'stopped')
      await send(page, everything)
      await settled(page, 2)
      await page
        .getByText(/first token after/u)
        .last()
        .click()
      await expectClean(page, 'everything in a reply, its receipt open')
      await press(page, 'Regenerate')
      await expect(page.getByRole('group', { name: 'Version 2 of 2' })).toBeVisible()
      await settled(page, 2)
      await press(page, 'Edit')
      await expectClean(page, 'versions and an edited question')
      await press(page, 'Cancel')
      await send(page, '/fault http-400')
      await expect(page.getByRole('button', { name: 'Copy the request id' }).last()).toBeVisible()
      await expectClean(page, 'an error')
      await page.reload()
      await settled(page, 3)
      await expectClean(page, 'the same as stored')
    })

    test('axe finds nothing on the other pages', async ({ signedIn: page, context, allowConsoleError }) => {
      allowConsoleError(/404/u)
      for (const path of ['/playground', '/settings', '/chats/999999999', '/nowhere']) {
        await page.goto(path)
        await expectClean(page, path)
      }
      await context.clearCookies()
      for (const path of ['/sign-in', '/sign-up']) {
        await page.goto(path)
        await page.getByRole('button', { name: /Sign in|Create account/u }).click()
        await expect(page.getByText('Enter your email address.')).toBeVisible()
        await expectClean(page, path)
      }
    })
  })

test('axe finds nothing in the history while it is searched, renamed, and undone', async ({
  signedIn: page,
}) => {
  const axe = async () => (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)
  await storeChat(page, 'Flotsam')
  await page.goto('/')
  const row = page.getByRole('link', { name: 'Flotsam' })
  await row.hover()
  await page.getByRole('button', { name: 'Actions for Flotsam' }).click()
  expect(await axe()).toEqual([])
  await page.getByRole('menuitem', { name: 'Rename' }).click()
  expect(await axe()).toEqual([])
  await page.keyboard.press('Escape')
  await row.hover()
  await page.getByRole('button', { name: 'Actions for Flotsam' }).click()
  await page.getByRole('menuitem', { name: 'Delete' }).click()
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible()
  expect(await axe()).toEqual([])
  await page.getByRole('searchbox').fill('nothing')
  await expect(page.getByText('No chat has these words.')).toBeVisible()
  expect(await axe()).toEqual([])
})

test('nothing is cut off at a width of 320 pixels', async ({ signedIn: page, allowConsoleError }) => {
  allowConsoleError(/500/u)
  await page.setViewportSize({ width: 320, height: 640 })
  const chat = await storeChat(page, 'A chat with quite a long name that will not fit', everything)
  const expectNarrow = async (state: string) => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    expect(wide, state).toBeLessThanOrEqual(320)
  }
  for (const path of ['/', '/playground', '/settings', '/usage', '/api-reference', `/chats/${chat.id}`]) {
    await page.goto(path)
    await expectNarrow(path)
  }
  await page.getByText(/first token after/u).click()
  await expectNarrow('a receipt')
  await press(page, 'Edit')
  await expectNarrow('an edited question')
  await press(page, 'Cancel')
  await send(page, '/fault http-400')
  await expect(page.getByRole('button', { name: 'Copy the request id' }).last()).toBeVisible()
  await expectNarrow('an error')
  await expectClean(page, 'a narrow thread')
  await page.getByRole('button', { name: 'Chats and settings' }).click()
  await expect(page.getByRole('link', { name: 'New chat' })).toBeVisible()
  await expectClean(page, 'the drawer')
  await page.keyboard.press('Escape')
  for (const { name, open } of dialogs) {
    await open(page)
    const box = await page.getByRole('dialog', { name }).boundingBox()
    expect((box?.x ?? -1) >= 0 && (box?.x ?? 0) + (box?.width ?? 999) <= 320, name).toBe(true)
    await page.keyboard.press('Escape')
  }
})

/** Buttons and links in sight that are smaller than `least` pixels in one direction, but for links in a text. */
const smallTargets = (page: Page, least: number) =>
  page.evaluate((limit) => {
    const seen = document.querySelectorAll(
      'button, summary, label:has(input), textarea, a:not(p a, li[dir] a, [href="#main"])',
    )
    return Array.from(seen, (element) => ({ element, box: element.getBoundingClientRect() }))
      .filter(({ element, box }) => element.checkVisibility({ opacityProperty: true }) && box.width > 1)
      .filter(({ box }) => box.width < limit || box.height < limit)
      .map(({ element, box }) => `${element.outerHTML.slice(0, 120)} ${box.width}x${box.height}`)
  }, least)

for (const [pointer, least] of [
  ['a mouse', 24],
  ['a finger', 44],
] as const)
  test(`what is pressed with ${pointer} is at least ${least} pixels large`, async ({ browser, baseURL }) => {
    const isTouch = pointer === 'a finger'
    const context = await browser.newContext({
      ...(baseURL !== undefined && { baseURL }),
      hasTouch: isTouch,
      isMobile: isTouch,
      viewport: { width: 390, height: 844 },
    })
    try {
      const page = await context.newPage()
      await page.request.post('/api/auth/sign-up', { data: newAccount() })
      const chat = await storeChat(page, 'Targets', everything)
      for (const path of ['/', `/chats/${chat.id}`, '/playground', '/settings', '/usage']) {
        await page.goto(path)
        await expect(page.getByRole('button', { name: 'Chats and settings' })).toBeVisible()
        expect(await smallTargets(page, least), path).toEqual([])
      }
      await page.getByRole('button', { name: 'Chats and settings' }).click()
      await expect(page.getByRole('link', { name: 'New chat' })).toBeVisible()
      expect(await smallTargets(page, least), 'the drawer').toEqual([])
    } finally {
      await context.close()
    }
  })

test('with text at 200 % everything can be read and pressed', async ({ signedIn: page }) => {
  // A zoom of 200 % on a screen of 1280 pixels leaves 640 of them.
  await page.setViewportSize({ width: 640, height: 400 })
  const chat = await storeChat(page, 'Near', everything)
  await page.goto(`/chats/${chat.id}`)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(640)
  await send(page, '/say 5')
  await settled(page, 2)
  await expect(replies(page).last()).toBeInViewport()
})

test('nothing moves for those who do not want it', async ({ signedIn: page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.goto('/')
  await send(page, '/say 300\n/slow 20')
  await expect(stopButton(page)).toBeVisible()
  const moving = await page.evaluate(() => document.getAnimations().map((animation) => animation.playState))
  expect(moving).toEqual([])
  await stopButton(page).click()
})

test('a dark page is dark before any script has run', async ({ browser, baseURL, account, page }) => {
  const state = await page.context().storageState()
  const context = await browser.newContext({
    ...(baseURL !== undefined && { baseURL }),
    storageState: state,
    colorScheme: 'dark',
    javaScriptEnabled: false,
  })
  try {
    const still = await context.newPage()
    await still.goto('/')
    await expect(still.getByText(account.email)).toBeVisible()
    const ground = await still.locator('html').evaluate((html) => getComputedStyle(html).backgroundColor)
    expect(ground).toBe('rgb(12, 20, 23)')
  } finally {
    await context.close()
  }
})
