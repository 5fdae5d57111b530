import { CodeBlock } from '../chat/markdown/code-block.tsx'
import styles from './examples.module.css'

export type Example = { language: string; code: string }

const highlightedAs: Record<string, string> = { cURL: 'bash', Python: 'python', TypeScript: 'typescript' }

/** One task in several languages, one of them open at a time. `name` is unique among the examples of a page. */
export function Examples({ name, examples }: { name: string; examples: readonly Example[] }) {
  return (
    <div className={styles.examples}>
      {examples.map(({ language, code }, index) => (
        <details key={language} name={name} open={index === 0}>
          <summary>{language}</summary>
          <CodeBlock code={code.trimEnd()} language={highlightedAs[language] ?? ''} isClosed />
        </details>
      ))}
    </div>
  )
}
