import type { Metadata } from 'next'
import Link from 'next/link'
import buttons from '@/components/ui/button.module.css'
import { NoticePage } from '@/components/ui/notice-page.tsx'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <NoticePage title="There is no such page" text="The address may be mistyped, or what was here is gone.">
      <Link className={buttons.primary} href="/">
        To the start
      </Link>
    </NoticePage>
  )
}
