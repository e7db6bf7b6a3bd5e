import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ERRORS, type ErrorCode, PlimsollError } from '../contract/errors.ts'
import type { ComponentStatus } from './component.ts'
import { diskFullError, endedOnFullDisk } from './disk-full.ts'
import { logTail } from './log-tail.ts'
import { requireNoStack, stackStatus } from './running-stack.ts'
import { openRuntimeFolder, type RuntimeFolder } from './runtime-folder.ts'
import type { StackStatus } from './stack-status.ts'
import { waitUntil } from './wait-until.ts'

/** The slowest first start (seeding on busy cores), with room; in milliseconds. */
const READY_DEADLINE_MS = 180_000
const STOP_DEADLINE_MS = 30_000

export interface DetachedOptions {
  readonly runtime: RuntimeFolder
  /** The command that runs the stack in the foreground: `plimsoll up`, as program and arguments. */
  readonly command: string
  readonly args: readonly string[]
  readonly cwd: string
  readonly onChange?: (status: ComponentStatus) => void
}

/**
 * Runs the foreground command as a background process that owns the stack, and returns when the
 * stack is ready. If it fails instead, throws its error, or the end of its log.
 */
export async function startDetachedStack(options: DetachedOptions): Promise<StackStatus> {
  const { runtime } = options
  const logFile = join(runtime.logs, 'supervisor.log')
  await requireNoStack(runtime)
  const child = spawnDetached(options, logFile)
  let failed = false
  child.once('exit', () => {
    failed = true
  })
  child.once('error', () => {
    failed = true
  })
  let status: StackStatus | undefined
  const report = changeReporter(options.onChange)
  const settled = async (): Promise<boolean> => {
    const answer = await stackStatus(runtime)
    status = answer?.pid === child.pid ? answer : undefined
    report(status?.components ?? [])
    return failed || status?.state === 'ready'
  }
  const inTime = await waitUntil(settled, READY_DEADLINE_MS)
  if (!failed && inTime && status) {
    child.unref()
    return status
  }
  if (!failed) await stopChild(child, () => failed)
  throw failure(runtime, logFile)
}

function spawnDetached(options: DetachedOptions, logFile: string): ChildProcess {
  const log = openLog(options.runtime, logFile)
  try {
    return spawn(options.command, [...options.args], {
      cwd: options.cwd,
      detached: true,
      stdio: ['ignore', log, log],
    })
  } finally {
    closeSync(log)
  }
}

function openLog(runtime: RuntimeFolder, logFile: string): number {
  try {
    openRuntimeFolder(runtime)
    rmSync(runtime.failureFile, { force: true })
    return openSync(logFile, 'w', 0o600)
  } catch (error) {
    throw diskFullError(error)
  }
}

function changeReporter(onChange: DetachedOptions['onChange']) {
  const seen = new Map<string, string>()
  return (components: readonly ComponentStatus[]): void => {
    for (const component of components) {
      if (seen.get(component.name) === component.state) continue
      seen.set(component.name, component.state)
      onChange?.(component)
    }
  }
}

async function stopChild(child: ChildProcess, hasEnded: () => boolean): Promise<void> {
  child.kill('SIGTERM')
  if (!(await waitUntil(hasEnded, STOP_DEADLINE_MS))) child.kill('SIGKILL')
}

function failure(runtime: RuntimeFolder, logFile: string): PlimsollError {
  const recorded = recordedFailure(runtime)
  if (recorded) return recorded
  const full = endedOnFullDisk(runtime.path, 'the stack did not start')
  if (full) return full
  const message = `the stack did not start; the end of its log:\n${logTail(logFile)}`
  return new PlimsollError('PROCESS_FAILED', message, { hint: `the whole log: ${logFile}` })
}

function recordedFailure(runtime: RuntimeFolder): PlimsollError | undefined {
  try {
    const record: { code: ErrorCode; message: string; hint?: string } = JSON.parse(
      readFileSync(runtime.failureFile, 'utf8'),
    )
    const { code, message, hint } = record
    return code in ERRORS
      ? new PlimsollError(code, message, hint === undefined ? {} : { hint })
      : undefined
  } catch {
    return undefined
  }
}
