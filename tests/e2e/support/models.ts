import type { Page } from '@playwright/test'

/** The button that shows the model of the next turn. */
export const modelButton = (page: Page) => page.getByRole('button', { name: /^Model: / })

/** Chooses a model by its name, as a person would. */
export async function chooseModel(page: Page, name: string): Promise<void> {
  await modelButton(page).click()
  const dialog = page.getByRole('dialog', { name: 'Choose a model' })
  await dialog.getByRole('combobox', { name: 'Search models' }).fill(name)
  await dialog.getByRole('option', { name, exact: true }).click()
}
