'use client'

import { type FormEvent, useEffect, useState } from 'react'
import { apiRequest, sentenceOf } from '../api/api-request.ts'
import { readApi } from '../api/read-api.ts'
import type { ModelEntry } from '../models/model-choice.ts'
import buttons from '../ui/button.module.css'
import { Modal, ModalHead } from '../ui/modal.tsx'
import styles from './chat-settings.module.css'
import { type ChatSettings, readChatSettings, settingsOfForm } from './chat-settings.ts'
import { NumberField } from './number-field.tsx'

/** A conversation as far as its settings go: without an id it keeps them until it has one. */
export type SettingsHolder = { readonly chatId: number | null; settings: ChatSettings | null }

type ChatSettingsDialogProps = { session: SettingsHolder; model: ModelEntry | undefined; onClose: () => void }

const none: ChatSettings = { systemPrompt: null, parameters: {} }

/** The system prompt and the parameters of a chat, with what the model does by itself. */
export default function ChatSettingsDialog({ session, model, onClose }: ChatSettingsDialogProps) {
  const { chatId } = session
  const [settings, setSettings] = useState(chatId === null ? (session.settings ?? none) : null)
  const [fault, setFault] = useState<string | null>(null)
  const [isSaving, setSaving] = useState(false)

  useEffect(() => {
    if (chatId === null) return
    readApi(`/api/chats/${chatId}`, readChatSettings).then(setSettings, (error) =>
      setFault(sentenceOf(error)),
    )
  }, [chatId])

  const save = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const wanted = settingsOfForm(new FormData(event.currentTarget))
    if (chatId === null) {
      session.settings = wanted
      return onClose()
    }
    setSaving(true)
    setFault(null)
    try {
      await apiRequest('PATCH', `/api/chats/${chatId}`, wanted)
      onClose()
    } catch (error) {
      setFault(sentenceOf(error))
      setSaving(false)
    }
  }

  const defaults = model?.defaults
  return (
    <Modal label="Chat settings" className={styles.dialog} onClose={onClose}>
      <ModalHead onClose={onClose}>
        <h2>Chat settings</h2>
      </ModalHead>
      {fault && (
        <p role="alert" className={styles.fault}>
          {fault}
        </p>
      )}
      {settings === null ? (
        !fault && <p className={styles.loading}>Reading the settings…</p>
      ) : (
        <form className={styles.form} onSubmit={save}>
          <div className={styles.field}>
            <label htmlFor="system-prompt">System prompt</label>
            <textarea
              id="system-prompt"
              name="systemPrompt"
              rows={5}
              maxLength={32_000}
              dir="auto"
              defaultValue={settings.systemPrompt ?? ''}
              placeholder="You are a patient teacher. Answer in short sentences."
              aria-describedby="system-prompt-hint"
            />
            <p id="system-prompt-hint" className={styles.hint}>
              Stands before every turn of this chat.
            </p>
          </div>
          <div className={styles.numbers}>
            <NumberField
              name="temperature"
              label="Temperature"
              value={settings.parameters.temperature}
              standard={defaults?.temperature ?? null}
              limits={{ min: 0, max: 2, step: 'any' }}
              hint="0 is strict, 2 is wild."
            />
            <NumberField
              name="topP"
              label="Top P"
              value={settings.parameters.topP}
              standard={null}
              limits={{ min: 0.01, max: 1, step: 'any' }}
              hint="Share of likely words, above 0 to 1."
            />
            <NumberField
              name="maxTokens"
              label="Longest reply"
              value={settings.parameters.maxTokens}
              standard={defaults?.maxTokens ?? null}
              limits={{ min: 1, max: 1_000_000, step: 1 }}
              hint="In tokens, about ¾ of a word each."
            />
          </div>
          <div className={styles.actions}>
            <button type="submit" className={buttons.primary} disabled={isSaving}>
              Save
            </button>
            <button type="button" className={buttons.quiet} onClick={onClose}>
              Cancel
            </button>
          </div>
        </form>
      )}
    </Modal>
  )
}
