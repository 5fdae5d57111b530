import type { Metadata } from 'next'
import { ChatView } from '@/components/chat/chat-view.tsx'
import { EmptyChat } from '@/components/chat/empty-chat.tsx'
import { renderModelChoice } from '@/components/models/render-model-choice.tsx'
import { defaultChatName } from '@/lib/domain/chat.ts'
import { requireViewer } from '@/lib/http/viewer.ts'
import { listModels } from '@/lib/models/list.ts'
import { modelToBeginWith } from './model-to-begin-with.ts'

export const metadata: Metadata = { title: 'New chat' }

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
        />
      }
    />
  )
}
