import type { WriteStream } from 'node:tty'
import type { Terminal } from './io.ts'

type Stream = Partial<Pick<WriteStream, 'isTTY' | 'columns' | 'rows'>>

/** What the two streams and the environment say about the terminal (no-color.org, POSIX locale variables). */
export function terminalOf(
  stdout: Stream,
  stderr: Stream,
  env: Readonly<Record<string, string | undefined>>,
): Terminal {
  const dumb = env.TERM === 'dumb'
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || ''
  return {
    isTty: Boolean(stderr.isTTY) && !dumb,
    columns: stderr.columns ?? stdout.columns ?? 80,
    rows: stderr.rows ?? 24,
    color: Boolean(stdout.isTTY) && !dumb && !env.NO_COLOR,
    unicode: locale === '' ? !stdout.isTTY : /utf-?8/i.test(locale),
  }
}
