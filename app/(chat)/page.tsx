import type { Metadata } from 'next'
import { ChatView } from '@/components/chat/chat-view.tsx'
import { ComposerSuggestions } from '@/components/chat/composer-suggestions.tsx'
import { EmptyChat } from '@/components/chat/empty-chat.tsx'
import { renderModelChoice } from '@/components/models/render-model-choice.tsx'
import { defaultChatName } from '@/lib/domain/chat.ts'
import { requireViewer } from '@/lib/http/viewer.ts'
import { listModels } from '@/lib/models/list.ts'
import { modelToBeginWith } from './model-to-begin-with.ts'

export const metadata: Metadata = { title: 'New chat' }

/** What one can see by them: code and tables, thinking, that several models can be asked, and what a receipt tells. */
const suggestions = [
  {
    title: 'Explain with an example',
    text: 'Explain how tides work, with a small table of spring and neap tides.',
  },
  { title: 'Write some code', text: 'Write a TypeScript function that groups dates by week, with a test.' },
  {
    title: 'Think it through',
    text: 'Three switches, one lamp in another room, one walk. How do I find its switch?',
  },
  {
    title: 'Compare models',
    text: 'In three sentences: what are you good at, and what should I ask another model?',
  },
]

export default async function NewChatPage() {
  const viewer = await requireViewer('/')
  const models = listModels()
  return (
    <ChatView
      chatId={null}
      name={defaultChatName}
      model={await modelToBeginWith(viewer.userId, models)}
      choice={renderModelChoice(models)}
      stored={[]}
      rendered={{}}
      empty={
        <EmptyChat
          title="What would you like to know?"
          text="Choose a model above and write below. A reply is finished and kept, even when you close this page while it is being written."
          hasModels={models.some(({ available }) => available)}
        >
          <ComposerSuggestions suggestions={suggestions} />
        </EmptyChat>
      }
    />
  )
}
