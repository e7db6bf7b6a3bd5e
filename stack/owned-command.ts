import { existsSync } from 'node:fs'
import type { ProcessSpec, SystemUser } from './process-spec.ts'

const SETPRIV = ['/usr/bin/setpriv', '/bin/setpriv']

export interface OwnedCommand {
  readonly command: string
  readonly args: string[]
  /** Set when the operating system has no setpriv, so that spawn itself must change the user. */
  readonly fallbackUser?: SystemUser
}

/** Whether children die with their owner here; else the next start ends those left behind. */
export function childrenDieWithOwner(): boolean {
  return setpriv() !== undefined
}

/**
 * The command wrapped in setpriv(1), which has the kernel signal the child when its owner dies. The
 * change of user is part of the same call: a change after it would clear the signal, prctl(2).
 */
export function ownedCommand(
  spec: Pick<ProcessSpec, 'command' | 'args' | 'user' | 'ownerDeathSignal'>,
): OwnedCommand {
  const program = setpriv()
  const { command, args: own, user } = spec
  if (!program) return { command, args: [...own], ...(user && { fallbackUser: user }) }
  const signal = (spec.ownerDeathSignal ?? 'SIGKILL').slice('SIG'.length)
  const identity = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups'] : []
  const args = [`--pdeathsig=${signal}`, ...identity, '--', command, ...own]
  return { command: program, args }
}

function setpriv(): string | undefined {
  return SETPRIV.find((path) => existsSync(path))
}
