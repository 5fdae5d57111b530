import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import sharp from 'sharp'
import { startDemoStack } from '../tests/support/demo-stack.ts'
import { demoUser, furnishDemo } from './demo/furnish.ts'
import { provideChromium } from './machine/test-programs.ts'
import { orExplain, ScriptError } from './process/or-explain.ts'
import { root } from './process/root.ts'
import { type Shot, states } from './screenshots/states.ts'

const folder = join(root, 'docs/screenshots')

const themes = ['light', 'dark'] as const
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } }
/** A picture of a page has few colours; with a palette it is a third as large. */
const COLOURS = 128

async function shoot(page: Page, path: string): Promise<void> {
  // Also what is sticky stands still before it is looked at.
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
  const picture = await page.screenshot({ animations: 'disabled' })
  await sharp(picture).png({ palette: true, colours: COLOURS, effort: 10, compressionLevel: 9 }).toFile(path)
}

async function passThrough(context: BrowserContext, size: Shot, label: string): Promise<void> {
  const page = await context.newPage()
  const { email, password } = demoUser
  const signedIn = await page.request.post('/api/auth/sign-in', { data: { email, password } })
  if (!signedIn.ok()) throw new ScriptError(`Signing in was answered ${signedIn.status()}`)
  for (const { name, sizes: shown, reach } of states) {
    if (!shown.includes(size)) continue
    await reach(page)
    await shoot(page, join(folder, `${name}-${label}.png`))
    await page.keyboard.press('Escape')
  }
}

/** Takes pictures of the main states of the web chat, light and dark, wide and narrow, into docs/screenshots. */
await orExplain(async () => {
  const executablePath = provideChromium()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    for (const colorScheme of themes)
      for (const size of ['wide', 'narrow'] as const) {
        // Each with a server of its own: what fails in one is not known to the next.
        const { app, upstream, stop } = await startDemoStack()
        const context = await browser.newContext({ baseURL: app.origin, colorScheme, viewport: sizes[size] })
        try {
          upstream.change({ delayMs: 40 })
          await furnishDemo(app.origin)
          await passThrough(context, size, `${colorScheme}-${size}`)
        } finally {
          await context.close()
          await stop()
        }
      }
  } finally {
    await browser.close()
  }
})
