import ChartColumn from 'lucide-react/icons/chart-column'
import Command from 'lucide-react/icons/command'
import FlaskConical from 'lucide-react/icons/flask-conical'
import LogOut from 'lucide-react/icons/log-out'
import Settings from 'lucide-react/icons/settings'
import SquarePen from 'lucide-react/icons/square-pen'
import Link from 'next/link'
import { SignOutButton } from '../auth/sign-out-button.tsx'
import { PaletteButton } from '../palette/palette-button.tsx'
import { Brand } from '../ui/brand.tsx'
import { NAVIGATION_ID } from '../ui/navigation-id.ts'
import type { ChatPage } from './chat-list.ts'
import { Drawer } from './drawer.tsx'
import { HistoryList } from './history-list.tsx'
import { NavigationLink } from './navigation-link.tsx'
import styles from './sidebar.module.css'

type SidebarProps = { email: string; first: ChatPage; running: readonly number[]; now: number }

/** The ways through the application: new chat, playground, history, settings, account. */
export function Sidebar({ email, first, running, now }: SidebarProps) {
  return (
    <Drawer id={NAVIGATION_ID} className={styles.sidebar}>
      <Link href="/" prefetch={false} className={styles.brand} aria-label="Neptun, to the start">
        <Brand />
      </Link>
      <ul className={styles.ways}>
        <li>
          <NavigationLink href="/" className={styles.way}>
            <SquarePen size={18} aria-hidden="true" />
            New chat
          </NavigationLink>
        </li>
        <li>
          <NavigationLink href="/playground" className={styles.way}>
            <FlaskConical size={18} aria-hidden="true" />
            Playground
          </NavigationLink>
        </li>
        <li>
          <PaletteButton className={styles.way}>
            <Command size={18} aria-hidden="true" />
            Commands
            <span className={styles.keys} aria-hidden="true">
              Ctrl K
            </span>
          </PaletteButton>
        </li>
      </ul>
      <div className={styles.history}>
        <h2 className="visually-hidden">History</h2>
        <HistoryList first={first} running={running} now={now} />
      </div>
      <div className={styles.account}>
        <NavigationLink href="/usage" className={styles.way}>
          <ChartColumn size={18} aria-hidden="true" />
          Usage
        </NavigationLink>
        <NavigationLink href="/settings" className={styles.way}>
          <Settings size={18} aria-hidden="true" />
          Settings
        </NavigationLink>
        <SignOutButton className={styles.way}>
          <LogOut size={18} aria-hidden="true" />
          Sign out
        </SignOutButton>
        <p className={styles.email} title={email}>
          {email}
        </p>
      </div>
    </Drawer>
  )
}
