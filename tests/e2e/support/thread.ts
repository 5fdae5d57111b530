import type { Page } from '@playwright/test'
import { expect } from './fixtures.ts'

/** The field in which one writes. */
export const composer = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true })
/** What was asked, on the branch that is shown. */
export const asked = (page: Page) => page.getByRole('article', { name: 'Your message' })
/** What was answered, on the branch that is shown. */
export const replies = (page: Page) => page.getByRole('article', { name: /^Reply by/u })
/** There as long as a reply is being written. */
export const stopButton = (page: Page) => page.getByRole('button', { name: 'Stop the reply' })
/** Does something with the last message that offers it. */
export const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).last().click()

/** Sends a message as a person would, without waiting for its reply. */
export async function send(page: Page, text: string): Promise<void> {
  await expect(composer(page)).toBeEditable()
  await composer(page).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
  await expect(composer(page)).toHaveValue('')
}

/** Waits until a chat has so many replies on the branch that is shown and none is being written. */
export async function settled(page: Page, count: number): Promise<void> {
  await expect(replies(page)).toHaveCount(count)
  await expect(stopButton(page)).toHaveCount(0, { timeout: 20_000 })
}
