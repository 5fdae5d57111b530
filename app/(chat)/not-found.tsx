import type { Metadata } from 'next'
import Link from 'next/link'
import buttons from '@/components/ui/button.module.css'
import { NoticePage } from '@/components/ui/notice-page.tsx'
import { PageHeader } from '@/components/ui/page-header.tsx'

export const metadata: Metadata = { title: 'Not found' }

export default function ChatNotFound() {
  return (
    <>
      <PageHeader title="Not found" />
      <NoticePage
        title="There is no such chat"
        text="It may have been deleted, or it belongs to another account."
        level={2}
      >
        <Link className={buttons.primary} href="/">
          New chat
        </Link>
      </NoticePage>
    </>
  )
}
