import type { Metadata } from 'next'
import { ChatView } from '@/components/chat/chat-view.tsx'
import { EmptyChat } from '@/components/chat/empty-chat.tsx'
import { renderModelChoice } from '@/components/models/render-model-choice.tsx'
import { Notice } from '@/components/ui/notice.tsx'
import { requireViewer } from '@/lib/http/viewer.ts'
import { listModels } from '@/lib/models/list.ts'
import { modelToBeginWith } from '../model-to-begin-with.ts'

export const metadata: Metadata = { title: 'Playground' }

export default async function PlaygroundPage() {
  const viewer = await requireViewer('/playground')
  const models = listModels()
  return (
    <ChatView
      chatId={null}
      isPlayground
      name="Playground"
      model={await modelToBeginWith(viewer.userId, models)}
      choice={renderModelChoice(models)}
      stored={[]}
      rendered={{}}
      notice={
        <Notice>
          <span>
            <strong>Temporary.</strong> Nothing here is stored; it is gone when you reload or leave.
          </span>
          {/* A full load on purpose: it is what clears the playground. */}
          <a href="/playground">Start over</a>
        </Notice>
      }
      empty={
        <EmptyChat
          title="Try a model"
          text="Ask the same thing of several models, or something you would not want to keep."
          hasModels={models.some(({ available }) => available)}
        />
      }
    />
  )
}
