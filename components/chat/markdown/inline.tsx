import ImageIcon from 'lucide-react/icons/image'
import type { Token } from 'marked'
import type { ReactNode } from 'react'
import { decodeEntities } from './entities.ts'
import { inOrder } from './in-order.ts'
import { type Links, lexInline } from './lexer.ts'
import styles from './markdown.module.css'
import { Maths } from './maths.tsx'
import { safeAddress } from './safe-address.ts'

type LinkProps = { address: string; title: string | null; children: ReactNode }

/** A link out of the chat. One that goes nowhere safe is only its text. */
function SafeLink({ address, title, children }: LinkProps) {
  const href = safeAddress(address)
  if (href === null) return <>{children}</>
  return (
    <a href={href} title={title ?? undefined} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}

/** An image is a link: showing it would tell its server who reads this, so that takes a click. */
function ImageLink({ address, alt }: { address: string; alt: string }) {
  const href = safeAddress(address)
  const text = alt || 'Image'
  if (href === null) return <>{text}</>
  return (
    <a className={styles.image} href={href} target="_blank" rel="noopener noreferrer nofollow">
      <ImageIcon size={14} aria-hidden="true" />
      {text}
      <span className={styles.host}>{new URL(href).hostname}</span>
    </a>
  )
}

const childrenOf = (token: Token): readonly Token[] => ('tokens' in token && token.tokens) || []

function renderToken(token: Token): ReactNode {
  switch (token.type) {
    case 'strong':
      return <strong>{renderTokens(childrenOf(token))}</strong>
    case 'em':
      return <em>{renderTokens(childrenOf(token))}</em>
    case 'del':
      return <del>{renderTokens(childrenOf(token))}</del>
    case 'codespan':
      return <code>{token.text}</code>
    case 'br':
      return <br />
    case 'link':
      return (
        <SafeLink address={token.href} title={token.title ?? null}>
          {renderTokens(childrenOf(token))}
        </SafeLink>
      )
    case 'image':
      return <ImageLink address={token.href} alt={token.text} />
    case 'maths':
      return <Maths tex={token.tex} source={token.raw} isBlock={token.isBlock} />
    case 'html':
      return /^<br\s*\/?>$/iu.test(token.raw) ? <br /> : token.raw
    case 'escape':
      return token.text
    default:
      return childrenOf(token).length > 0 ? renderTokens(childrenOf(token)) : decodeEntities(token.raw)
  }
}

const renderTokens = (tokens: readonly Token[]): ReactNode => inOrder(tokens, renderToken)

/** The words of a line with their marks. HTML is shown as it is written. */
export const Inline = ({ text, links }: { text: string; links: Links }) =>
  renderTokens(lexInline(text, links))
