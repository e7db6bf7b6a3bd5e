import { readOrCreateToken, readToken } from '../store/token-file.ts'
import type { Project } from './project.ts'

/** The token of every call that changes something: from the file that was named, else the project's own. */
export function serverToken(
  project: Pick<Project, 'home'>,
  file: string | undefined,
): { readonly token: string; readonly path: string; readonly created: boolean } {
  if (file === undefined) return readOrCreateToken(project.home)
  return { token: readToken(file), path: file, created: false }
}
