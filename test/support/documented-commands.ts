import { globSync, readFileSync } from 'node:fs'

/** A command line that a document asks its reader to type. */
export interface DocumentedCommand {
  readonly file: string
  /** As it is written, without prompt, comment and variables before it. */
  readonly line: string
  readonly words: readonly string[]
}

/** Pages written by hand that hold commands; the generated reference comes from the flags themselves. */
const PAGES = ['*.md', 'docs/*.md', 'docs/guide/*.md', 'docs/runbooks/*.md', 'examples/**/*.md']
const NOT_CURRENT = ['CHANGELOG.md', 'docs/command-line.md']

/** Every `plimsoll`, `npm run` and `docker compose` command in a shell block or a code span. */
export function documentedCommands(): DocumentedCommand[] {
  return globSync(PAGES)
    .filter((file) => !NOT_CURRENT.includes(file))
    .sort()
    .flatMap((file) => commandsIn(readFileSync(file, 'utf8')).map((found) => ({ file, ...found })))
}

function commandsIn(text: string): Omit<DocumentedCommand, 'file'>[] {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```/gms)].map(([, block]) => block ?? '')
  const spans = [...text.replaceAll(/^```.*?^```/gms, '').matchAll(/`([^`\n]+)`/g)]
  const lines = [...blocks.flatMap((block) => block.split('\n')), ...spans.map(([, span]) => span)]
  return lines.flatMap((line = '') =>
    line
      .replace(/\s#.*$/, '')
      .split(/&&|\||;/)
      .flatMap(commandOf),
  )
}

/** The command without variables, nohup, redirections and the `&` around it; nothing if it is none of ours. */
function commandOf(line: string): Omit<DocumentedCommand, 'file'>[] {
  const bare = line
    .trim()
    .replace(/\s*(?:\d?>.*|&)$/, '')
    .replace(/^(?:nohup\s+|[A-Z_]+=\S+\s+)+/, '')
    .replace(/^(?:npx plimsoll|node (?:\.\.\/)*cli\/main\.ts)(?=\s|$)/, 'plimsoll')
  const words = bare.split(/\s+/)
  const ours = /^(?:plimsoll \S|npm run \S|docker compose \S)/.test(bare)
  return ours && !bare.includes('...') ? [{ line: bare, words }] : []
}
