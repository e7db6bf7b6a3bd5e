import type { Io } from './io.ts'

/** Flags of every command that prints for people. */
export const textFlags = {
  'no-color': {
    kind: 'switch',
    about: 'no colour, as NO_COLOR says too; marks and words carry the outcome',
  },
  ascii: { kind: 'switch', env: 'PLIMSOLL_ASCII', about: 'only 7-bit characters' },
} as const

/** What reports/ needs to know to write for this terminal. */
export function textStyle(
  flags: { readonly 'no-color': boolean; readonly ascii: boolean },
  { terminal }: Pick<Io, 'terminal'>,
): { readonly columns: number; readonly color: boolean; readonly ascii: boolean } {
  return {
    columns: terminal.columns,
    color: terminal.color && !flags['no-color'],
    ascii: flags.ascii || !terminal.unicode,
  }
}
