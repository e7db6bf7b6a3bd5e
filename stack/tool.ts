import type { ToolName } from './tool-table.ts'

/** A program that runs here, with all that a process needs to start it. */
export interface Tool {
  readonly name: ToolName
  readonly path: string
  readonly version: string
  readonly source: 'environment' | 'system' | 'cache'
  /** Variables the program needs, such as the folders of its libraries. */
  readonly env: Readonly<Record<string, string>>
  /** The working directory the program needs, when it cannot run in just any. */
  readonly cwd?: string
}

/** A place where a program may be; only asking it for its version shows that it runs. */
export type ToolCandidate = Omit<Tool, 'version'>

/** Tells the user, in one line, what is about to happen. */
export type Say = (line: string) => void
