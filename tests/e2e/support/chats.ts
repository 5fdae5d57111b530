import type { Page } from '@playwright/test'
import type { Chat } from '../../../lib/domain/chat.ts'

/** The cheapest model to talk to in a test. */
export const testModel = 'google/gemma-2-27b-it'

/** Makes a chat through the API, with the session of the page; with a question it gets a reply too. */
export async function storeChat(page: Page, name: string, question?: string): Promise<Chat> {
  const made = await page.request.post('/api/chats', { data: { name, model: testModel } })
  const { chat } = (await made.json()) as { chat: Chat }
  if (question) {
    const turn = await page.request.post(`/api/ai/${testModel}/chat?chat_id=${chat.id}`, {
      data: { messages: [{ role: 'user', content: question }] },
    })
    await turn.body()
  }
  return chat
}
