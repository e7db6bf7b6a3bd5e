/** One process of the stack as data: what to start, when it is ready, how it stops. */
export interface ProcessSpec {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** Added to Plimsoll's own environment. */
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly ready: Readiness
  readonly stop: StopRule
  /** What the kernel sends when the owner dies without stopping it; default SIGKILL. */
  readonly ownerDeathSignal?: 'SIGINT' | 'SIGTERM' | 'SIGKILL'
  /** The user it runs as, when Plimsoll is root and the program refuses root. */
  readonly user?: SystemUser
}

export interface Readiness {
  /** Asked again and again; a check that throws counts as "not yet". */
  readonly check: () => Promise<boolean>
  readonly deadlineMs: number
}

export interface StopRule {
  readonly signal: NodeJS.Signals
  /** After this long it is killed. */
  readonly deadlineMs: number
}

export interface SystemUser {
  readonly name: string
  readonly uid: number
  readonly gid: number
}
