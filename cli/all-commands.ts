import type { Command } from './command.ts'
import { lint } from './commands/lint.ts'
import { tools } from './commands/tools.ts'
import { validate } from './commands/validate.ts'

/** Every command, in the order of --help. */
export const allCommands: readonly Command[] = [validate, lint, tools]
