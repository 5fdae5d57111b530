import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { newestBranch } from '@/components/chat/branch.ts'
import { fromStored } from '@/components/chat/chat-message.ts'
import { ChatView } from '@/components/chat/chat-view.tsx'
import { EmptyChat } from '@/components/chat/empty-chat.tsx'
import { renderMessages } from '@/components/chat/render-messages.tsx'
import { renderModelChoice } from '@/components/models/render-model-choice.tsx'
import { Notice } from '@/components/ui/notice.tsx'
import { requireViewer } from '@/lib/http/viewer.ts'
import { listModels } from '@/lib/models/list.ts'
import { readChat, readThread } from './read-thread.ts'

type ChatPageProps = { params: Promise<{ chat_id: string }> }

async function viewerOf(params: ChatPageProps['params']) {
  const { chat_id: segment } = await params
  const { userId } = await requireViewer(`/chats/${encodeURIComponent(segment)}`)
  return { segment, userId }
}

export async function generateMetadata({ params }: ChatPageProps): Promise<Metadata> {
  const { segment, userId } = await viewerOf(params)
  const chat = await readChat(userId, segment)
  return { title: chat?.name ?? 'Not found' }
}

export default async function ChatPage({ params }: ChatPageProps) {
  const { segment, userId } = await viewerOf(params)
  const thread = await readThread(userId, segment)
  if (!thread) notFound()
  const { chat, messages, isCut } = thread
  const models = listModels()
  const stored = messages.map(fromStored)
  return (
    <ChatView
      key={chat.id}
      chatId={chat.id}
      name={chat.name}
      model={chat.model}
      choice={renderModelChoice(models)}
      stored={stored}
      rendered={renderMessages(newestBranch(messages).map(fromStored), models)}
      notice={isCut && <Notice>Only the newest {messages.length} messages of this chat are shown.</Notice>}
      empty={
        <EmptyChat
          title="Nothing said yet"
          text="Write the first message below."
          hasModels={models.some(({ available }) => available)}
        />
      }
    />
  )
}
