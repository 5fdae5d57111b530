import type { Chat } from '@/lib/domain/chat.ts'

/** What shapes every turn of a chat beside its messages. */
export type ChatSettings = Pick<Chat, 'systemPrompt' | 'parameters'>

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null

/** The settings in the answer of GET /api/chats/{chat_id}. @throws Error when it is none. */
export function readChatSettings(answer: unknown): ChatSettings {
  if (!isObject(answer) || !isObject(answer.chat)) throw new Error('GET /api/chats/{chat_id} gave no chat')
  const { systemPrompt, parameters } = answer.chat
  const number = (key: string) => {
    const value = isObject(parameters) ? parameters[key] : undefined
    return typeof value === 'number' ? { [key]: value } : {}
  }
  return {
    systemPrompt: typeof systemPrompt === 'string' ? systemPrompt : null,
    parameters: { ...number('temperature'), ...number('topP'), ...number('maxTokens') },
  }
}

/** The settings that a form holds; an empty field leaves the model's default. */
export function settingsOfForm(form: FormData): ChatSettings {
  const text = (field: string) => String(form.get(field) ?? '').trim()
  const number = (key: string) => (text(key) === '' ? {} : { [key]: Number(text(key)) })
  return {
    systemPrompt: text('systemPrompt') || null,
    parameters: { ...number('temperature'), ...number('topP'), ...number('maxTokens') },
  }
}
