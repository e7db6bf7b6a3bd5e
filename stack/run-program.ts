import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { PlimsollError } from '../contract/errors.ts'
import { ownedCommand } from './owned-command.ts'
import type { SystemUser } from './process-spec.ts'

const execute = promisify(execFile)

export interface ProgramOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly deadlineMs: number
  readonly user?: SystemUser | undefined
  /** Written to its standard input. */
  readonly input?: string
}

/**
 * Runs a program to its end and returns what it printed; its failure names the last lines. Like
 * every process of Plimsoll it dies with its owner.
 */
export async function runProgram(
  command: string,
  args: readonly string[],
  { cwd, env, deadlineMs, user, input }: ProgramOptions,
): Promise<string> {
  const owned = ownedCommand({ command, args, ...(user && { user }) })
  try {
    const running = execute(owned.command, owned.args, {
      ...(cwd !== undefined && { cwd }),
      ...(owned.fallbackUser && { uid: owned.fallbackUser.uid, gid: owned.fallbackUser.gid }),
      env: { ...process.env, ...env },
      timeout: deadlineMs,
      maxBuffer: 64 * 1024 * 1024,
    })
    running.child.stdin?.end(input)
    const { stdout } = await running
    return stdout
  } catch (cause) {
    throw programError(command, cause, deadlineMs)
  }
}

function programError(command: string, cause: unknown, deadlineMs: number): PlimsollError {
  const { stdout = '', stderr = '', killed, message } = cause as Partial<FailedProgram>
  const tail = `${stdout}\n${stderr}`.trim().split('\n').slice(-8).join('\n  ')
  if (/No space left on device/.test(tail)) {
    return new PlimsollError('DISK_FULL', `${command}: no space left on device`, { cause })
  }
  const what = killed ? `took longer than ${deadlineMs / 1000} s` : 'failed'
  return new PlimsollError('PROCESS_FAILED', `${command} ${what}\n  ${tail || message}`, { cause })
}

interface FailedProgram {
  readonly stdout: string
  readonly stderr: string
  readonly killed: boolean
  readonly message: string
}
