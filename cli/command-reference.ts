import type { Command } from './command.ts'
import { commandHelp, programHelp } from './help.ts'

/** docs/command-line.md: the help of every command, so that the document cannot say anything else. */
export function commandReference(commands: readonly Command[]): string {
  const fenced = (text: string) => ['```text', text, '```'].join('\n')
  return [
    '<!-- DO NOT EDIT: written by `npm run generate` from cli/commands/ -->',
    '# The command line',
    "A flag that is not given is read from its environment variable, if it has one; `NO_COLOR` is honoured everywhere. `PLIMSOLL_HOME` moves `.plimsoll`, the folder of the run store and of the server's token.",
    fenced(programHelp(commands)),
    ...commands.flatMap((command) => [`## plimsoll ${command.name}`, fenced(commandHelp(command))]),
    '',
  ]
    .join('\n\n')
    .trimEnd()
    .concat('\n')
}
