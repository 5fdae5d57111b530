import { gzipSync } from 'node:zlib'
import type { Page, Response } from '@playwright/test'

/** Scripts that one load of a page brought, largest first; `bytes` gzipped at level 9, however they were served. */
export type LoadedScripts = {
  bytes: number
  scripts: { path: string; bytes: number; text: string }[]
  /** Hosts of all requests of the page, whatever they were for. */
  hosts: string[]
}

/** After the last script: what is loaded without anybody asking comes within this time. */
const QUIET_MS = 1000

/**
 * Opens an address in a page whose cache is empty and weighs every script that comes: those of the HTML, preloads and what
 * is loaded by script before anybody does anything. The page is left open.
 */
export async function loadedScripts(page: Page, address: string): Promise<LoadedScripts> {
  const responses: Response[] = []
  const hosts = new Set<string>()
  const onResponse = (response: Response) => {
    if (response.request().resourceType() === 'script') responses.push(response)
  }
  page.on('request', (request) => hosts.add(new URL(request.url()).host))
  page.on('response', onResponse)
  await page.goto(address)
  for (let seen = -1; seen !== responses.length; ) {
    seen = responses.length
    await page.waitForTimeout(QUIET_MS)
  }
  page.off('response', onResponse)
  const once = new Map(responses.map((response) => [response.url(), response]))
  const scripts = await Promise.all(
    Array.from(once, async ([url, response]) => {
      const body = await response.body()
      return {
        path: new URL(url).pathname,
        bytes: gzipSync(body, { level: 9 }).byteLength,
        text: body.toString(),
      }
    }),
  )
  scripts.sort((one, other) => other.bytes - one.bytes)
  return { bytes: scripts.reduce((sum, { bytes }) => sum + bytes, 0), scripts, hosts: [...hosts] }
}
