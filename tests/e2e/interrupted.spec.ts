import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { startApp } from '../support/app.ts'
import { newAccount } from '../support/client.ts'
import { startUpstream, upstreamEnvironment } from '../upstream/index.ts'
import { expect, test } from './support/fixtures.ts'
import { asked, press, replies, send, settled } from './support/thread.ts'

test.describe.configure({ timeout: 120_000 })

/** As if a process that was killed had given no sign of life for more than the half minute after which it is dead. */
function letTimePass(dataDir: string): void {
  const database = new DatabaseSync(join(dataDir, 'neptun.db'), { timeout: 5_000 })
  database.exec('UPDATE generations SET heartbeat_at = heartbeat_at - 60000')
  database.close()
}

test('a server that dies is named, what it wrote stays, and it is continued', async ({ browser }) => {
  const upstream = await startUpstream({ delayMs: 0 })
  const env = upstreamEnvironment(upstream.origin)
  const first = await startApp({ env })
  const { dataDir, origin } = first
  const context = await browser.newContext({ baseURL: origin })
  let second: Awaited<ReturnType<typeof startApp>> | null = null
  try {
    const page = await context.newPage()
    await page.request.post('/api/auth/sign-up', { data: newAccount() })
    await page.goto('/')
    await send(page, '/say 900\n/slow 40')
    // What the page shows is written down a fifth of a second later at the latest: five of its words.
    await expect(replies(page)).toContainText('-30 ')
    await expect(page).toHaveURL(/\/chats\/\d+$/u)
    await first.kill()
    await expect(page.getByRole('status').filter({ hasText: 'The server does not answer' })).toBeVisible()
    letTimePass(dataDir)
    second = await startApp({ env: { ...env, DATA_DIR: dataDir, PORT: new URL(origin).port } })
    await expect(page.getByText('The server was interrupted while it wrote this reply.')).toBeVisible({
      timeout: 40_000,
    })
    await expect(page.getByText('The server does not answer')).toHaveCount(0)
    await expect(replies(page)).toContainText('-20 ')
    await press(page, 'Continue')
    await settled(page, 2)
    await page.reload()
    await expect(page.getByText('The server was interrupted while it wrote this reply.')).toBeVisible()
    await expect(replies(page).first()).toContainText('-20 ')
    await expect(replies(page).last()).toContainText('You wrote 8 words')
    await expect(asked(page)).toHaveCount(1)
  } finally {
    await context.close()
    await second?.stop()
    await upstream.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
})
