import { PlimsollError } from '../contract/errors.ts'
import { askControl } from './control-socket.ts'
import { tryLock } from './file-lock.ts'
import { endLeftovers } from './process-records.ts'
import type { RuntimeFolder } from './runtime-folder.ts'
import type { StackStatus } from './stack-status.ts'
import { waitUntil } from './wait-until.ts'

/** Longer than any component's own deadline to stop, three of which may follow each other. */
const STOP_DEADLINE_MS = 45_000

/** What the stack in this runtime folder says of itself; undefined when none runs. */
export async function stackStatus(
  runtime: RuntimeFolder,
  signal?: AbortSignal,
): Promise<StackStatus | undefined> {
  return (await askControl(runtime.socketFile, 'status', signal)) as StackStatus | undefined
}

/**
 * Stops the stack in this runtime folder, whichever process owns it, and returns what it ended.
 * Processes whose owner died without ending them are ended too.
 */
export async function stopStack(runtime: RuntimeFolder): Promise<string[]> {
  const before = await stackStatus(runtime)
  if (!before) return stopOrphans(runtime)
  await askControl(runtime.socketFile, 'stop')
  if (!(await waitUntil(() => isFree(runtime), STOP_DEADLINE_MS))) {
    throw new PlimsollError('PROCESS_FAILED', `process ${before.pid} does not let go of the stack`)
  }
  return before.components.filter(({ pid }) => pid !== undefined).map(({ name }) => name)
}

/** Refuses a second start before anything is chosen or checked for it, such as its ports. */
export async function requireNoStack(runtime: RuntimeFolder): Promise<void> {
  if (await stackStatus(runtime)) throw await alreadyRunning(runtime)
}

/** The error of a second start: who runs the first, and how to reach it. */
export async function alreadyRunning(runtime: RuntimeFolder): Promise<PlimsollError> {
  const status = await stackStatus(runtime)
  const owner = status ? `process ${status.pid} (${status.state})` : 'another process'
  return new PlimsollError('ALREADY_RUNNING', `a stack runs already, owned by ${owner}`, {
    hint: 'see it with `plimsoll status`, stop it with `plimsoll down`',
  })
}

async function stopOrphans(runtime: RuntimeFolder): Promise<string[]> {
  const lock = tryLock(runtime.lockFile)
  const left = lock ? await endLeftovers(runtime.recordFile) : []
  lock?.release()
  if (left.length > 0) return left
  throw new PlimsollError('NOT_RUNNING', 'no stack is running', {
    hint: 'start one with `plimsoll up`',
  })
}

function isFree(runtime: RuntimeFolder): boolean {
  const lock = tryLock(runtime.lockFile)
  lock?.release()
  return lock !== undefined
}
