import type { Token, Tokens } from 'marked'
import { memo, type ReactNode } from 'react'
import { CodeBlock } from './code-block.tsx'
import { inOrder } from './in-order.ts'
import { Inline } from './inline.tsx'
import type { Links } from './lexer.ts'
import styles from './markdown.module.css'
import { Maths } from './maths.tsx'
import { scrollable } from './scrollable.ts'

type BlockProps = {
  token: Token
  links: Links
  /** Nothing more will be written into it. */
  isClosed: boolean
  /** Of a heading that has a place in the page's outline. */
  level?: number | undefined
}

/** Blocks within a block; they never change places. */
function Blocks({ tokens, ...given }: { tokens: readonly Token[]; links: Links; isClosed: boolean }) {
  return inOrder(tokens, (token) => <Block token={token} {...given} />)
}

const ListItem = memo(
  function ListItem({ item, links, isClosed }: { item: Tokens.ListItem; links: Links; isClosed: boolean }) {
    return (
      <li dir="auto" className={item.task ? styles.task : undefined}>
        {item.task && (
          <span role="img" aria-label={item.checked ? 'Done:' : 'To do:'}>
            {item.checked ? '☑' : '☐'}
          </span>
        )}
        <Blocks
          tokens={item.tokens.filter(({ type }) => type !== 'checkbox')}
          links={links}
          isClosed={isClosed}
        />
      </li>
    )
  },
  (one, other) =>
    one.item.raw === other.item.raw &&
    one.item.loose === other.item.loose &&
    one.links === other.links &&
    one.isClosed === other.isClosed,
)

function List({ list, ...given }: { list: Tokens.List; links: Links; isClosed: boolean }) {
  const items = inOrder(list.items, (item) => <ListItem item={item} {...given} />)
  const { ordered, start } = list
  if (!ordered) return <ul>{items}</ul>
  return <ol start={start === '' ? 1 : start}>{items}</ol>
}

type RowProps = { cells: readonly Tokens.TableCell[]; links: Links }

const Row = memo(
  function Row({ cells, links }: RowProps) {
    return (
      <tr>
        {inOrder(cells, ({ text, align, header }) => {
          const Cell = header ? 'th' : 'td'
          return (
            <Cell style={align ? { textAlign: align } : undefined}>
              <Inline text={text} links={links} />
            </Cell>
          )
        })}
      </tr>
    )
  },
  (one, other) =>
    one.links === other.links &&
    one.cells.length === other.cells.length &&
    one.cells.every((cell, index) => cell.text === other.cells[index]?.text),
)

function Table({ table, links }: { table: Tokens.Table; links: Links }) {
  return (
    <div className={styles.table} {...scrollable('Table')}>
      <table>
        <thead>
          <Row cells={table.header} links={links} />
        </thead>
        <tbody>
          {inOrder(table.rows, (cells) => (
            <Row cells={cells} links={links} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Heading({ level, children }: { level: number | undefined; children: ReactNode }) {
  // Inside a list or a quotation a heading is only bold.
  if (level === undefined) return <p className={styles.heading}>{children}</p>
  const Level = level === 3 ? 'h3' : level === 4 ? 'h4' : level === 5 ? 'h5' : 'h6'
  return <Level dir="auto">{children}</Level>
}

const isFenced = (raw: string) => /^ {0,3}(?:`{3,}|~{3,})/u.test(raw)
const isFenceClosed = (raw: string) => /\n {0,3}(?:`{3,}|~{3,})[ \t]*\n?$/u.test(raw)

/** The marked tokens that this file knows by their own names; the rest of the union is open. */
function renderBlock({ token, links, isClosed, level }: BlockProps): ReactNode {
  switch (token.type) {
    case 'heading':
      return (
        <Heading level={level}>
          <Inline text={token.text} links={links} />
        </Heading>
      )
    case 'code': {
      const language = /^\S*/u.exec(token.lang ?? '')?.[0] ?? ''
      const isDone = isClosed || (isFenced(token.raw) && isFenceClosed(token.raw))
      return <CodeBlock code={token.text} language={language} isClosed={isDone} />
    }
    case 'list':
      return <List list={token as Tokens.List} links={links} isClosed={isClosed} />
    case 'table':
      return <Table table={token as Tokens.Table} links={links} />
    case 'blockquote':
      return (
        <blockquote dir="auto">
          <Blocks tokens={token.tokens ?? []} links={links} isClosed={isClosed} />
        </blockquote>
      )
    case 'hr':
      return <hr />
    case 'maths':
      return typeof token.tex === 'string' ? (
        <Maths tex={token.tex} source={token.raw} isBlock />
      ) : (
        <p>{token.raw}</p>
      )
    case 'space':
    case 'def':
      return null
    case 'text':
      return <Inline text={token.text} links={links} />
    case 'paragraph':
      return (
        <p dir="auto">
          <Inline text={token.text} links={links} />
        </p>
      )
    default:
      // HTML and whatever else there may be: shown as it is written.
      return <p className={styles.plain}>{token.raw.trim()}</p>
  }
}

/** A block of a Markdown text. It is drawn anew only when its own text, or a definition of links, has changed. */
export const Block = memo(
  (props: BlockProps) => renderBlock(props),
  (one, other) =>
    one.token.raw === other.token.raw &&
    one.token.type === other.token.type &&
    one.links === other.links &&
    one.isClosed === other.isClosed &&
    one.level === other.level,
)
