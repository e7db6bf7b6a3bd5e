import { relative, resolve } from 'node:path'

/** A path as a user would type it here: relative below the working directory, else whole. */
export function shownPath(path: string): string {
  const short = relative('', path)
  return short.startsWith('..') ? resolve(path) : short
}
