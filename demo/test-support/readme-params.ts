import { readFileSync } from 'node:fs'

/** The parameters of the README's last column, so that what it promises is what is tested. */
export function readmeParams(fault: string): object {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const row = readme.split('\n').find((line) => line.startsWith(`| \`${fault}\` |`))
  const params = /\| `(\{[^`]*\})`: [^|]+\|$/.exec(row ?? '')?.[1]
  if (params === undefined) throw new Error(`the README shows no parameters for ${fault}`)
  return JSON.parse(params) as object
}
