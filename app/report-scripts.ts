import { createHash } from 'node:crypto'
import { THEME_SCRIPT } from '../reports/report-page.ts'

/** What a Content-Security-Policy calls the one script of a report; any other may not run. */
export function reportScriptSource(): string {
  return `'sha256-${createHash('sha256').update(THEME_SCRIPT).digest('base64')}'`
}
