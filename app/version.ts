import { readFileSync } from 'node:fs'

/** The version in package.json, the one place that says it. */
export function plimsollVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const { version }: { version: string } = JSON.parse(text)
  return version
}
