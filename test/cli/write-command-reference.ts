import { writeFileSync } from 'node:fs'
import { allCommands } from '../../cli/all-commands.ts'
import { commandReference } from '../../cli/command-reference.ts'

writeFileSync('docs/command-line.md', commandReference(allCommands))
