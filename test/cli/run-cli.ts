import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { aContractInput } from '../support/builders.ts'

const MAIN = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))

/** How a command line ended. */
export interface CliResult {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

/** A project folder of its own, with a valid contract unless the test brings another. */
export function aProject(t: TestContext, contract: unknown = aContractInput()): string {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-cli-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  if (contract !== undefined) {
    writeFileSync(join(folder, 'contract.json'), JSON.stringify(contract))
  }
  return folder
}

/** Runs `plimsoll` as a user would, in a folder, without the variables of whoever runs the tests. */
export async function runCli(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  onErr: (text: string, kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
  onStart: (kill: (signal: NodeJS.Signals) => void) => void = () => undefined,
): Promise<CliResult> {
  return ended(folder, [process.execPath, MAIN, ...args], env, { onErr, onStart })
}

/** The same, started by another program: `line` is the command line without its arguments. */
export async function runIn(
  folder: string,
  program: (line: string) => readonly string[],
): Promise<CliResult> {
  return ended(folder, program(`${process.execPath} ${MAIN}`), {}, {})
}

async function ended(
  folder: string,
  [command = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  watch: {
    readonly onErr?: (text: string, kill: (signal: NodeJS.Signals) => void) => void
    readonly onStart?: (kill: (signal: NodeJS.Signals) => void) => void
  },
): Promise<CliResult> {
  const child = spawn(command, args, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      PLIMSOLL_CONTRACT: 'contract.json',
      PLIMSOLL_RUNTIME: join(folder, 'runtime'),
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const kill = (signal: NodeJS.Signals) => void child.kill(signal)
  watch.onStart?.(kill)
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
    watch.onErr?.(err, kill)
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}
