import type { LocalPorts } from './local-addresses.ts'
import type { RuntimeFolder } from './runtime-folder.ts'
import type { Say, Tool } from './tool.ts'
import type { STACK_TOOLS } from './tool-table.ts'

/** All that a component needs to describe its process. */
export interface ComponentContext {
  readonly runtime: RuntimeFolder
  readonly ports: LocalPorts
  readonly tools: Readonly<Record<(typeof STACK_TOOLS)[number], Tool>>
  /** Variables for Plimsoll's own processes and the demo, on top of their addresses. */
  readonly env: ComponentEnvironment
  /** Paths, within the configuration, of the two files their programs are started with. */
  readonly configFiles: ConfigFiles
  readonly say: Say
}

export type ComponentEnvironment = Readonly<
  Partial<Record<'demo' | 'poller' | 'server', Readonly<Record<string, string>>>>
>

export interface ConfigFiles {
  readonly prometheus: string
  readonly alertmanager: string
}
