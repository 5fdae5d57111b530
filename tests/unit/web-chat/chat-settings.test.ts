import { expect, test } from 'vitest'
import { readChatSettings, settingsOfForm } from '../../../components/settings/chat-settings.ts'

const form = (fields: Record<string, string>) => {
  const data = new FormData()
  for (const [name, value] of Object.entries(fields)) data.set(name, value)
  return data
}

test('an empty field leaves the default of the model', () => {
  expect(settingsOfForm(form({ systemPrompt: ' ', temperature: '', topP: '', maxTokens: '' }))).toEqual({
    systemPrompt: null,
    parameters: {},
  })
})

test('what is written is taken, a zero too', () => {
  expect(
    settingsOfForm(form({ systemPrompt: 'Be brief.', temperature: '0', topP: '0.9', maxTokens: '128' })),
  ).toEqual({ systemPrompt: 'Be brief.', parameters: { temperature: 0, topP: 0.9, maxTokens: 128 } })
})

test('the settings of an answer are read, and what is no answer refused', () => {
  expect(readChatSettings({ chat: { systemPrompt: null, parameters: { topP: 0.5 } } })).toEqual({
    systemPrompt: null,
    parameters: { topP: 0.5 },
  })
  expect(() => readChatSettings({ chats: [] })).toThrow('gave no chat')
})
