import type { Metadata } from 'next'
import buttons from '@/components/ui/button.module.css'
import { NoticePage } from '@/components/ui/notice-page.tsx'

export const metadata: Metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <NoticePage title="There is no such page" text="The address may be mistyped, or what was here is gone.">
      {/* Every page carries what this one needs, so it is a plain link. */}
      <a className={buttons.primary} href="/">
        To the start
      </a>
    </NoticePage>
  )
}
