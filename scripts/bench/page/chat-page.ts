import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test'
import { provideChromium } from '../../machine/test-programs.ts'
import { storeThread } from './furnish.ts'
import { loadedScripts } from './javascript.ts'
import { mainThreadMs, median, slowedDown, watchStalls } from './probe.ts'

/** How the page is measured; all of it has a usual value. */
export type ChatPageOptions = {
  /** Openings and typings of each thread, in turn; the median counts. */
  rounds?: number
  /** How many times slower than this machine the page's processor is. */
  cpuSlowdown?: number
  /** Length of the streamed reply; it comes at 1,000 deltas a second from the demo upstream. */
  replyCharacters?: number
}

/** What the web chat costs on this machine. Times are those of the slowed-down page; ratios are of one run. */
export type ChatPageFigures = {
  cpuSlowdown: number
  /** Every script of a first load, gzipped at level 9. */
  javaScriptBytes: { signIn: number; newChat: number; storedChat: number }
  /** From the navigation until one can write, by messages in the thread. */
  timeToInteractiveMs: { empty: number; of10: number; of500: number; of1000: number }
  /** 500 messages to 10. */
  openRatio: number
  /** Work of the main thread for each key, by messages in the thread. */
  keystrokeMs: { empty: number; of500: number; of1000: number }
  /** 500 messages to none. */
  keystrokeRatio: number
  stream: { characters: number; durationMs: number; longestStallMs: number }
}

const KEYS = 40
const LONGEST_CHARACTERS = 60_000
const STREAM_LIMIT_MS = 300_000
const AFTER_STREAM_MS = 3000
const password = 'correct horse battery'

const composerOf = (page: Page) => page.getByRole('textbox', { name: 'Message' })

/** Opens an address in a fresh page and gives it with the milliseconds until its composer had the focus and was drawn. */
async function opened(context: BrowserContext, address: string, cpuSlowdown: number) {
  const page = await context.newPage()
  const session = await slowedDown(page, cpuSlowdown)
  await page.addInitScript(() => {
    document.addEventListener('focusin', ({ target }) => {
      if (target instanceof HTMLTextAreaElement) requestAnimationFrame(() => performance.mark('writable'))
    })
  })
  await page.goto(address, { waitUntil: 'commit' })
  await page.waitForFunction(() => performance.getEntriesByName('writable').length > 0)
  const ms = await page.evaluate(() => performance.getEntriesByName('writable')[0]?.startTime ?? 0)
  return { page, session, ms }
}

/** Milliseconds of work that a key costs in this page. */
async function keystrokeMs({ page, session }: Awaited<ReturnType<typeof opened>>): Promise<number> {
  await page.waitForLoadState('load')
  await composerOf(page).focus()
  await page.keyboard.type('warm up ')
  // What a pause in typing sets off (the draft, the counter) must not fall into what is measured.
  await page.waitForTimeout(1000)
  const before = await mainThreadMs(session)
  await page.keyboard.type('a'.repeat(KEYS))
  return ((await mainThreadMs(session)) - before) / KEYS
}

type Times = { openMs: number[]; keyMs: number[] }

/** Opens each address in turn, round by round, and types in it; gives the times by name. */
async function openAndType<Name extends string>(
  context: BrowserContext,
  addresses: Record<Name, string>,
  { rounds, cpuSlowdown }: Required<ChatPageOptions>,
): Promise<Map<string, Times>> {
  const times = new Map<string, Times>()
  for (let round = 0; round < rounds; round += 1)
    for (const [name, address] of Object.entries<string>(addresses)) {
      const shown = await opened(context, address, cpuSlowdown)
      const known = times.get(name) ?? { openMs: [], keyMs: [] }
      known.openMs.push(shown.ms)
      known.keyMs.push(await keystrokeMs(shown))
      times.set(name, known)
      await shown.page.close()
    }
  return times
}

/** Lets a long reply stream into a new chat and gives the longest stall meanwhile. */
async function streamed(
  context: BrowserContext,
  { replyCharacters, cpuSlowdown }: Required<ChatPageOptions>,
) {
  const { page } = await opened(context, '/', cpuSlowdown)
  await composerOf(page).fill(`/long ${replyCharacters}\n/slow 1`)
  const end = await watchStalls(page)
  const begun = performance.now()
  // The end is told by the network: a locator would search the growing page again and again, and be the stall itself.
  const answered = page.waitForEvent('requestfinished', {
    predicate: (request) => request.method() === 'POST' && new URL(request.url()).pathname.endsWith('/chat'),
    timeout: STREAM_LIMIT_MS,
  })
  await page.keyboard.press('Enter')
  await answered
  const durationMs = performance.now() - begun
  // The page shows the end, and reads its history anew.
  await page.waitForTimeout(AFTER_STREAM_MS)
  const longestStallMs = await end()
  await page.close()
  return { characters: replyCharacters, durationMs, longestStallMs }
}

async function weighed(browser: Browser, context: BrowserContext, address: string): Promise<number> {
  const cold = await browser.newContext({ storageState: await context.storageState() })
  try {
    return (await loadedScripts(await cold.newPage(), address)).bytes
  } finally {
    await cold.close()
  }
}

/**
 * Measures the web chat at `origin`, a production build in front of the demo upstream, as a new person with threads of its
 * own: bytes, times and ratios of the budgets.
 * @throws Error when there is no Chromium, or when the server refuses the account or the threads.
 */
export async function measureChatPage(origin: string, given: ChatPageOptions = {}): Promise<ChatPageFigures> {
  const options = { rounds: 5, cpuSlowdown: 4, replyCharacters: LONGEST_CHARACTERS, ...given }
  const executablePath = provideChromium()
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] })
  try {
    const context = await browser.newContext({ baseURL: origin })
    const signIn = await weighed(browser, context, `${origin}/sign-in`)
    const email = `bench-${crypto.randomUUID()}@example.test`
    const account = await context.request.post('/api/auth/sign-up', { data: { email, password } })
    if (!account.ok()) throw new Error(`The account of the bench was answered ${account.status()}`)
    const [of10, of500, of1000] = [
      await storeThread(context.request, { messages: 10 }),
      await storeThread(context.request, { messages: 500 }),
      await storeThread(context.request, { messages: 1000, longestCharacters: LONGEST_CHARACTERS }),
    ].map((id) => `/chats/${id}`)
    const addresses = { empty: '/', of10: of10 ?? '', of500: of500 ?? '', of1000: of1000 ?? '' }
    const javaScriptBytes = {
      signIn,
      newChat: await weighed(browser, context, `${origin}/`),
      storedChat: await weighed(browser, context, `${origin}${addresses.of500}`),
    }
    // Once unmeasured: the server compiles its pages with the first request, and the cache of scripts is filled.
    await openAndType(context, addresses, { ...options, rounds: 1 })
    const times = await openAndType(context, addresses, options)
    const openMs = (name: keyof typeof addresses) => median(times.get(name)?.openMs ?? [])
    const keyMs = (name: keyof typeof addresses) => median(times.get(name)?.keyMs ?? [])
    return {
      cpuSlowdown: options.cpuSlowdown,
      javaScriptBytes,
      timeToInteractiveMs: {
        empty: openMs('empty'),
        of10: openMs('of10'),
        of500: openMs('of500'),
        of1000: openMs('of1000'),
      },
      openRatio: openMs('of500') / openMs('of10'),
      keystrokeMs: { empty: keyMs('empty'), of500: keyMs('of500'), of1000: keyMs('of1000') },
      keystrokeRatio: keyMs('of500') / keyMs('empty'),
      stream: await streamed(context, options),
    }
  } finally {
    await browser.close()
  }
}
