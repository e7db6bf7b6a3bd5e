import type { ProcessSpec } from './process-spec.ts'

export type ComponentName =
  | 'postgresql'
  | 'redis'
  | 'prometheus'
  | 'alertmanager'
  | 'demo'
  | 'poller'
  | 'server'

/** One member of the stack: its process, what must be ready before it, what it needs on disk. */
export interface Component {
  readonly name: ComponentName
  readonly needs: readonly ComponentName[]
  /** Lays out its folder before each start. */
  readonly prepare?: () => Promise<void>
  readonly spec: ProcessSpec
  /**
   * Whether it is started again when it ends by itself. What watches is; what is watched is not: its
   * death is what a run and the alerts are there to see.
   */
  readonly afterCrash: 'start-again' | 'leave'
  /** After a failed start: repairs what can be repaired; true asks for one more attempt. */
  readonly repair?: (error: Error) => Promise<boolean>
}

export type ComponentState = 'waiting' | 'starting' | 'ready' | 'stopping' | 'stopped' | 'ended'

/** What is known of a component now; 'ended' means that nobody asked it to. */
export interface ComponentStatus {
  readonly name: ComponentName
  readonly state: ComponentState
  readonly logFile: string
  readonly pid?: number
  readonly startupMs?: number
}
