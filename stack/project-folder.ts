import { fileURLToPath } from 'node:url'

/** The folder of package.json, where Plimsoll's own programs are started. */
export function projectFolder(): string {
  return fileURLToPath(new URL('..', import.meta.url))
}
