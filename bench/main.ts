import { globSync } from 'node:fs'
import { dirname } from 'node:path'

/** What each bench/<name>/main.ts exports. It measures when it is run, never when it is imported. */
interface Bench {
  readonly summary: string
  readonly run: (print: (line: string) => void) => Promise<void>
}

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
const names = globSync('*/main.ts', { cwd: import.meta.dirname }).map((file) => dirname(file))
const benchOf = async (name: string): Promise<Bench> =>
  (await import(new URL(`${name}/main.ts`, import.meta.url).href)) as Bench

const [wanted] = process.argv.slice(2)
if (wanted !== undefined && names.includes(wanted)) {
  await (await benchOf(wanted)).run(print)
} else {
  if (wanted !== undefined) process.exitCode = 2
  print(`usage: node bench/main.ts NAME\n`)
  for (const name of names.sort()) print(`  ${name.padEnd(12)} ${(await benchOf(name)).summary}`)
}
