import type { Page } from '@playwright/test'
import { storeChat } from './support/chats.ts'
import { expect, test } from './support/fixtures.ts'
import { testOrigin } from './support/origin.ts'
import { replies, send, settled } from './support/thread.ts'

test.describe.configure({ timeout: 90_000 })

/** Has a text answered to a person who looks on, then opens it again as the server renders it. */
async function bothWays(page: Page, text: string, look: () => Promise<void>): Promise<void> {
  await page.goto('/')
  await send(page, `/echo ${text}`)
  await settled(page, 1)
  await look()
  await page.reload()
  await settled(page, 1)
  await look()
}

test('HTML is shown as it is written and does nothing', async ({ signedIn: page }) => {
  const html = '<img src="x" onerror="document.title = 1"> <b>bold</b> <script>document.title = 1</script>'
  await bothWays(page, html, async () => {
    await expect(replies(page)).toContainText(html)
    await expect(replies(page).getByRole('img', { name: 'x' })).toHaveCount(0)
    await expect(page).toHaveTitle(/Neptun/u)
    expect(await replies(page).evaluate((reply) => reply.querySelectorAll('b, script, img').length)).toBe(0)
  })
})

test('links lead out safely, and unsafe ones are only text', async ({ signedIn: page }) => {
  const text =
    '[good](https://example.com/tides) [script](javascript:alert(1)) [data](data:text/html,x) [own](/settings)'
  await bothWays(page, text, async () => {
    const links = replies(page).getByRole('link')
    await expect(links).toHaveText(['good'])
    await expect(links).toHaveAttribute('href', 'https://example.com/tides')
    await expect(links).toHaveAttribute('rel', /noopener noreferrer/u)
    await expect(replies(page)).toContainText('script data own')
  })
})

test('an image is a link that names its host; nothing is loaded', async ({ signedIn: page }) => {
  const foreign: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(testOrigin())) foreign.push(request.url())
  })
  await bothWays(page, '![A heron](https://example.com/heron.png)', async () => {
    await expect(replies(page).getByRole('link', { name: 'A heron example.com' })).toHaveAttribute(
      'href',
      'https://example.com/heron.png',
    )
    await expect(replies(page).getByRole('img')).toHaveCount(0)
  })
  expect(foreign).toEqual([])
})

test('tables, lists and headings are what they look like', async ({ signedIn: page }) => {
  const text =
    '# Tides\n\n| tide | range |\n| --- | ---: |\n| spring | 7 |\n\n- [x] high\n- [ ] low\n\n1. one\n2. two'
  await bothWays(page, text, async () => {
    await expect(replies(page).getByRole('heading', { name: 'Tides' })).toBeVisible()
    await expect(replies(page).getByRole('columnheader')).toHaveText(['tide', 'range'])
    await expect(replies(page).getByRole('cell')).toHaveText(['spring', '7'])
    await expect(replies(page).getByRole('list').first().getByRole('listitem')).toHaveText([/high/u, /low/u])
    await expect(replies(page).getByRole('list').last().getByRole('listitem')).toHaveText(['one', 'two'])
  })
})

test('code is coloured, copied and wrapped', async ({ signedIn: page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const code = `const tide = "${'high '.repeat(60)}"`
  await bothWays(page, `\`\`\`ts\n${code}\n\`\`\``, async () => {
    const block = replies(page).getByLabel('Code: ts')
    await expect(block).toHaveText(code)
    const keyword = block.getByText('const', { exact: true })
    const colourOf = (element: Element) => getComputedStyle(element).color
    await expect(keyword).toBeVisible()
    expect(await keyword.evaluate(colourOf)).not.toBe(await block.evaluate(colourOf))
    const isWide = () => block.evaluate((element) => element.scrollWidth > element.clientWidth)
    expect(await isWide()).toBe(true)
    const wrap = replies(page).getByRole('button', { name: 'Wrap lines' })
    await wrap.click()
    await expect(wrap).toHaveAttribute('aria-pressed', 'true')
    expect(await isWide()).toBe(false)
    await replies(page).getByRole('button', { name: 'Copy code' }).click()
    await expect(replies(page).getByRole('button', { name: 'Copied' })).toBeVisible()
    expect((await page.evaluate(() => navigator.clipboard.readText())).trim()).toBe(code)
  })
})

test('what sets formulas and colours code is loaded only where there are some', async ({
  signedIn: page,
}) => {
  const scripts: string[] = []
  page.on('response', async (response) => {
    if (response.request().resourceType() === 'script') scripts.push(await response.text().catch(() => ''))
  })
  const loads = (pattern: RegExp) => scripts.some((script) => pattern.test(script))
  const katex = /ParseError: KaTeX|KaTeX parse error/u
  const highlighter = /hljs/u
  await bothWays(page, 'Just words.', async () => {
    expect([loads(katex), loads(highlighter)]).toEqual([false, false])
  })
  await bothWays(page, 'So $a^2 + b^2$ it is.', async () => {
    await expect(replies(page).getByRole('math')).toBeVisible()
    await expect.poll(() => [loads(katex), loads(highlighter)]).toEqual([true, false])
  })
})

test('text from right to left stands on the right, in question and reply', async ({ signedIn: page }) => {
  const chat = await storeChat(page, 'Both ways', '/echo مرحبا بالعالم\n\nAnd back again.')
  await page.goto(`/chats/${chat.id}`)
  const directionOf = (text: string) =>
    replies(page)
      .getByText(text)
      .evaluate((element) => getComputedStyle(element).direction)
  expect(await directionOf('مرحبا بالعالم')).toBe('rtl')
  expect(await directionOf('And back again.')).toBe('ltr')
})
