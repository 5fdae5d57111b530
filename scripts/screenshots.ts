import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import { startDemoStack } from '../tests/support/demo-stack.ts'
import { demoUser, furnishDemo } from './demo/furnish.ts'
import { findChromium } from './machine/test-programs.ts'
import { orExplain, ScriptError } from './process/or-explain.ts'
import { root } from './process/root.ts'

const folder = join(root, 'docs/screenshots')

const themes = ['light', 'dark'] as const
const sizes = { wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } }

async function ask(page: Page, question: string): Promise<void> {
  const composer = page.getByRole('textbox', { name: 'Message' })
  await composer.fill(question)
  await composer.press('Enter')
}

/** The states that are shown, in the order in which one conversation passes through them. */
const states: Record<string, (page: Page) => Promise<void>> = {
  empty: async (page) => {
    await page.goto('/')
    await page.getByRole('textbox', { name: 'Message' }).waitFor()
  },
  streaming: async (page) => {
    await ask(page, 'How do tides work? Show it in code.')
    await page.getByText('You are talking to the built-in demo upstream').waitFor()
  },
  reply: async (page) => {
    await page.getByText('first token after').first().waitFor()
  },
  error: async (page) => {
    await ask(page, '/fault overloaded')
    await page.getByRole('button', { name: 'Try again' }).last().waitFor()
  },
  settings: async (page) => {
    await page.goto('/settings')
    await page.getByRole('heading', { name: 'Settings' }).waitFor()
  },
}

async function shoot(context: BrowserContext, label: string): Promise<void> {
  const page = await context.newPage()
  const { email, password } = demoUser
  const signedIn = await page.request.post('/api/auth/sign-in', { data: { email, password } })
  if (!signedIn.ok()) throw new ScriptError(`Signing in was answered ${signedIn.status()}`)
  for (const [state, reach] of Object.entries(states)) {
    await reach(page)
    await page.screenshot({ path: join(folder, `${state}-${label}.png`), animations: 'disabled' })
  }
}

/** Takes pictures of the main states of the web chat, light and dark, wide and narrow, into docs/screenshots. */
await orExplain(async () => {
  const executablePath = findChromium()
  if (executablePath === null) throw new ScriptError('Pictures are taken with Chromium, and there is none.')
  mkdirSync(folder, { recursive: true })
  const { app, upstream, stop } = await startDemoStack()
  upstream.change({ delayMs: 50 })
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    await furnishDemo(app.origin)
    for (const colorScheme of themes)
      for (const [size, viewport] of Object.entries(sizes)) {
        const context = await browser.newContext({ baseURL: app.origin, colorScheme, viewport })
        await shoot(context, `${colorScheme}-${size}`)
        await context.close()
      }
  } finally {
    await browser.close()
    await stop()
  }
})
