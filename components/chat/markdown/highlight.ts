import type { HLJSApi, LanguageFn } from 'highlight.js'

type Load = () => Promise<{ default: LanguageFn }>

/** Each language is a chunk of its own. */
const languages: Record<string, Load> = {
  bash: () => import('highlight.js/lib/languages/bash'),
  c: () => import('highlight.js/lib/languages/c'),
  cpp: () => import('highlight.js/lib/languages/cpp'),
  csharp: () => import('highlight.js/lib/languages/csharp'),
  css: () => import('highlight.js/lib/languages/css'),
  diff: () => import('highlight.js/lib/languages/diff'),
  go: () => import('highlight.js/lib/languages/go'),
  java: () => import('highlight.js/lib/languages/java'),
  javascript: () => import('highlight.js/lib/languages/javascript'),
  json: () => import('highlight.js/lib/languages/json'),
  kotlin: () => import('highlight.js/lib/languages/kotlin'),
  markdown: () => import('highlight.js/lib/languages/markdown'),
  php: () => import('highlight.js/lib/languages/php'),
  python: () => import('highlight.js/lib/languages/python'),
  ruby: () => import('highlight.js/lib/languages/ruby'),
  rust: () => import('highlight.js/lib/languages/rust'),
  sql: () => import('highlight.js/lib/languages/sql'),
  swift: () => import('highlight.js/lib/languages/swift'),
  typescript: () => import('highlight.js/lib/languages/typescript'),
  xml: () => import('highlight.js/lib/languages/xml'),
  yaml: () => import('highlight.js/lib/languages/yaml'),
}

const otherNames: Record<string, string> = {
  'c++': 'cpp',
  'c#': 'csharp',
  cs: 'csharp',
  golang: 'go',
  html: 'xml',
  svg: 'xml',
  js: 'javascript',
  jsx: 'javascript',
  mjs: 'javascript',
  md: 'markdown',
  py: 'python',
  rb: 'ruby',
  rs: 'rust',
  sh: 'bash',
  shell: 'bash',
  zsh: 'bash',
  ts: 'typescript',
  tsx: 'typescript',
  yml: 'yaml',
}

/** The name under which we can highlight a language; null when we cannot. */
export function knownLanguage(name: string): string | null {
  const folded = name.toLowerCase()
  const known = Object.hasOwn(otherNames, folded) ? otherNames[folded] : folded
  return known !== undefined && Object.hasOwn(languages, known) ? known : null
}

let highlighter: Promise<HLJSApi> | undefined

/** A piece of code with the classes of all that it stands in, such as `hljs-string`. */
export type HighlightedPiece = { text: string; className: string }

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#x27': "'" }

/** What highlight.js writes, spans around escaped text, as data: it never becomes HTML. */
export function readHighlighted(html: string): HighlightedPiece[] {
  const pieces: HighlightedPiece[] = []
  const open: string[] = []
  for (const part of html.split(/(<span class="[^"]*">|<\/span>)/u)) {
    const opened = /^<span class="([^"]*)">$/u.exec(part)
    if (opened) open.push(opened[1] ?? '')
    else if (part === '</span>') open.pop()
    else if (part !== '')
      pieces.push({
        text: part.replace(/&(amp|lt|gt|quot|#x27);/gu, (written, name: string) => entities[name] ?? written),
        className: open.at(-1) ?? '',
      })
  }
  return pieces
}

/** Loads what a language needs, once. `language` is one that `knownLanguage` gave. */
export async function loadLanguage(language: string): Promise<HLJSApi> {
  highlighter ??= import('highlight.js/lib/core').then((core) => core.default)
  const [hljs, definition] = await Promise.all([highlighter, languages[language]?.()])
  if (definition && !hljs.getLanguage(language)) hljs.registerLanguage(language, definition.default)
  return hljs
}

/** Takes code apart. `language` is one that `knownLanguage` gave. */
export async function highlight(code: string, language: string): Promise<HighlightedPiece[]> {
  const hljs = await loadLanguage(language)
  if (!hljs.getLanguage(language)) return [{ text: code, className: '' }]
  return readHighlighted(hljs.highlight(code, { language, ignoreIllegals: true }).value)
}

/** The pieces of each part of the code that they make up, cut where a part ends. */
export function piecesOfParts(
  pieces: readonly HighlightedPiece[],
  parts: readonly string[],
): HighlightedPiece[][] {
  const left = pieces.values()
  let rest: HighlightedPiece = { text: '', className: '' }
  return parts.map((part) => {
    const own: HighlightedPiece[] = []
    for (let missing = part.length; missing > 0; ) {
      if (rest.text === '') {
        const next = left.next()
        if (next.done) break
        rest = next.value
      }
      const text = rest.text.slice(0, missing)
      own.push({ ...rest, text })
      rest = { ...rest, text: rest.text.slice(text.length) }
      missing -= text.length
    }
    return own
  })
}
