import type { EXIT } from '../contract/errors.ts'
import { PlimsollError } from '../contract/errors.ts'
import { type Flags, parseFlags, type Values } from './flags.ts'
import type { Io } from './io.ts'

/** A word a command takes without a flag, as `run <profile>`. */
export interface Positional {
  readonly name: string
  readonly about: string
  readonly optional?: true
}

interface CommandWords<F extends Flags> {
  readonly name: string
  readonly summary: string
  readonly positionals?: readonly Positional[]
  readonly flags: F
  /** Command lines a user can copy, each with what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[]
  /** How it may end, besides ok, bug and usage. */
  readonly exits: readonly (keyof typeof EXIT)[]
}

/** A command as main.ts and --help see it. */
export interface Command extends CommandWords<Flags> {
  readonly run: (args: readonly string[], io: Io) => Promise<number>
}

/**
 * Couples a command's flags with the function that receives them, already typed. What a command does
 * it imports inside `run`: help and typing mistakes answer at once.
 */
export function command<const F extends Flags>(
  spec: CommandWords<F> & {
    run: (flags: Values<F>, io: Io, words: readonly string[]) => Promise<number>
  },
): Command {
  return {
    ...spec,
    run: async (args, io) => {
      const { values, positionals } = parseFlags(args, spec.flags, io.env)
      checkPositionals(spec.name, spec.positionals ?? [], positionals)
      return spec.run(values, io, positionals)
    },
  }
}

function checkPositionals(
  name: string,
  wanted: readonly Positional[],
  given: readonly string[],
): void {
  const missing = wanted.slice(given.length).find((p) => !p.optional)
  const hint = `see plimsoll ${name} --help`
  if (missing) {
    throw new PlimsollError('USAGE', `plimsoll ${name} needs <${missing.name}>`, { hint })
  }
  const extra = given[wanted.length]
  if (extra !== undefined) {
    throw new PlimsollError('USAGE', `plimsoll ${name} does not take "${extra}"`, { hint })
  }
}
