import { existsSync, realpathSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Tool } from './tool.ts'

/** PostgreSQL's extension that counts and times every statement; the library must be loaded at the server's start. */
export const STATEMENT_STATISTICS = 'pg_stat_statements'

/**
 * Whether this server brings the extension: it does not start when told to load a library that is missing.
 * Beside `bin` there is `lib` (Debian, upstream) or `lib/postgresql` (Homebrew).
 */
export function hasStatementStatistics({ path }: Tool): boolean {
  const lib = join(dirname(realpathSync(path)), '..', 'lib')
  return [lib, join(lib, 'postgresql')].some((folder) =>
    ['so', 'dylib'].some((end) => existsSync(join(folder, `${STATEMENT_STATISTICS}.${end}`))),
  )
}
