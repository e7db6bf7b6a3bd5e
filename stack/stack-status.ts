import type { ComponentStatus } from './component.ts'
import type { LocalPorts } from './local-addresses.ts'

/** What a running stack says of itself over its control socket. */
export interface StackStatus {
  readonly state: 'starting' | 'ready' | 'stopping'
  /** The process that owns all others. */
  readonly pid: number
  readonly ports: LocalPorts
  readonly components: readonly ComponentStatus[]
}
