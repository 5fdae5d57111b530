import type { Page } from '@playwright/test'

/** How wide a screen is that a state is shown on. */
export type Shot = 'wide' | 'narrow'

type State = { name: string; sizes: readonly Shot[]; reach: (page: Page) => Promise<void> }

const both = ['wide', 'narrow'] as const
const wide = ['wide'] as const
const narrow = ['narrow'] as const

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message', exact: true })

async function ask(page: Page, question: string): Promise<void> {
  await composer(page).fill(question)
  await composer(page).press('Enter')
}

async function newChat(page: Page): Promise<void> {
  await page.goto('/')
  await page.getByRole('button', { name: /^Model: / }).isEnabled()
  await composer(page).waitFor()
}

async function choose(page: Page, model: string): Promise<void> {
  await page.getByRole('button', { name: /^Model: / }).click()
  await page.getByRole('combobox', { name: 'Search models' }).fill(model)
  await page.getByRole('option', { name: model, exact: true }).click()
}

const ended = (page: Page) =>
  page
    .getByText(/first token after/u)
    .last()
    .waitFor()

/** The main states of the web chat, in the order in which a person may come through them. */
export const states: readonly State[] = [
  { name: 'empty', sizes: both, reach: newChat },
  {
    name: 'streaming',
    sizes: wide,
    reach: async (page) => {
      await ask(page, 'How do tides work? Show it in code.')
      await page.getByText('What it can tell by itself').waitFor()
    },
  },
  {
    name: 'reply',
    sizes: both,
    reach: async (page) => {
      if ((await page.getByRole('article').count()) === 0)
        await ask(page, 'How do tides work? Show it in code.')
      await ended(page)
    },
  },
  {
    name: 'branches',
    sizes: wide,
    reach: async (page) => {
      await page.getByRole('button', { name: 'Regenerate', exact: true }).click()
      await page.getByRole('group', { name: 'Version 2 of 2' }).waitFor()
      await ended(page)
      await page
        .getByText(/first token after/u)
        .last()
        .click()
      await page.getByText('Attempts').waitFor()
      await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight))
    },
  },
  {
    name: 'reasoning',
    sizes: both,
    reach: async (page) => {
      await newChat(page)
      await choose(page, 'DeepSeek-R1-Distill-Qwen-32B')
      await ask(
        page,
        'Three switches, one lamp in another room, one walk. How do I find its switch?\n/think 90',
      )
      await page.getByText('Thinking…').waitFor()
      await page.getByText('to reach a real model').waitFor()
    },
  },
  {
    name: 'error',
    sizes: both,
    reach: async (page) => {
      await newChat(page)
      await choose(page, 'Mistral-7B-Instruct-v0.3')
      await ask(page, 'What is a neap tide?\n/say 120\n/fault error-after 90 503')
      await page.getByRole('button', { name: 'Continue' }).waitFor()
    },
  },
  {
    name: 'selector',
    sizes: both,
    reach: async (page) => {
      await newChat(page)
      await page.getByRole('button', { name: /^Model: / }).click()
      await page.getByRole('combobox', { name: 'Search models' }).waitFor()
    },
  },
  {
    name: 'palette',
    sizes: wide,
    reach: async (page) => {
      await page.keyboard.press('Control+k')
      await page.getByRole('option', { name: 'New chat' }).waitFor()
    },
  },
  {
    name: 'settings',
    sizes: wide,
    reach: async (page) => {
      await page.goto('/settings')
      await page.getByRole('heading', { name: 'Settings' }).waitFor()
    },
  },
  {
    name: 'navigation',
    sizes: narrow,
    reach: async (page) => {
      await newChat(page)
      await page.getByRole('button', { name: 'Chats and settings' }).click()
      await page.getByRole('link', { name: 'New chat' }).waitFor()
    },
  },
]
