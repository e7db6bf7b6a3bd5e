import { globSync } from 'node:fs'
import { basename } from 'node:path'
import { lint } from '../../cli/commands/lint.ts'
import { validate } from '../../cli/commands/validate.ts'

/** The example contracts, and where what Plimsoll says of each is kept. */
export const EXAMPLE_CONTRACTS = globSync('examples/contracts/*.yaml')
  .sort()
  .map((contract) => ({
    contract,
    golden: `test/golden/contracts/${basename(contract, '.yaml')}.txt`,
  }))

/** What `plimsoll validate` and `plimsoll lint` print for a contract. */
export async function contractWords(path: string): Promise<string> {
  const lines: string[] = []
  const io = {
    out: (line: string) => lines.push(line),
    err: (line: string) => lines.push(line),
    redraw: () => {},
    terminal: { isTty: false, columns: 80, rows: 24, color: false, unicode: true },
    env: {},
    interrupted: () => new AbortController().signal,
  }
  for (const command of [validate, lint]) await command.run(['--contract', path], io)
  return `${lines.join('\n')}\n`
}
