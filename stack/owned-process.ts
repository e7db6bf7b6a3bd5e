import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import { PlimsollError } from '../contract/errors.ts'
import { endedOnFullDisk } from './disk-full.ts'
import { logTail } from './log-tail.ts'
import { ownedCommand } from './owned-command.ts'
import type { ProcessSpec } from './process-spec.ts'
import { type ProcessIdentity, processIdentity } from './process-state.ts'
import { waitUntil } from './wait-until.ts'

/** How long the kernel may take to end a process that was killed, in milliseconds. */
const KILL_DEADLINE_MS = 5_000

/** A child process with an owner (this process), a log file and a way to stop it. */
export interface OwnedProcess {
  readonly name: string
  readonly pid: number
  readonly identity: ProcessIdentity
  readonly logFile: string
  readonly startupMs: number
  /** Resolves when it has ended, by itself or stopped, with how. Never rejects. */
  readonly ended: Promise<ProcessEnd>
  /** Asks it to stop, waits, kills it at the rule's deadline. Harmless when it has ended. */
  readonly stop: () => Promise<ProcessEnd>
}

export interface ProcessEnd {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  /** Whether somebody asked it to stop; else it ended by itself. */
  readonly asked: boolean
}

export interface StartOptions {
  readonly logFile: string
  /** Called as soon as there is a process, before it is ready: it may need to be ended later. */
  readonly onSpawn?: (identity: ProcessIdentity) => void
  /** Ends the wait for readiness, and with it the process. */
  readonly signal?: AbortSignal
}

/**
 * Starts a process and waits until it is ready. It dies with this process, however that dies. One
 * that ends early or is not ready in time is an error that shows the end of its log.
 */
export async function startProcess(
  spec: ProcessSpec,
  { logFile, onSpawn, signal }: StartOptions,
): Promise<OwnedProcess> {
  const begin = performance.now()
  const child = spawnLogged(spec, logFile)
  let asked = false
  let end: ProcessEnd | undefined
  const ended = new Promise<ProcessEnd>((resolve) => {
    const finish = (code: number | null, signal: NodeJS.Signals | null) => {
      end = { code, signal, asked }
      resolve(end)
    }
    child.once('exit', finish)
    child.once('error', () => finish(null, null))
  })
  const identity = child.pid === undefined ? undefined : processIdentity(child.pid)
  if (identity) onSpawn?.(identity)
  const stop = async () => {
    asked = true
    if (!end) await stopChild(child, spec, () => end !== undefined)
    return ended
  }
  const isReady = async () =>
    end !== undefined || signal?.aborted === true || (await passes(spec.ready.check))
  const inTime = await waitUntil(isReady, spec.ready.deadlineMs)
  if (end || !inTime || !identity || signal?.aborted) {
    await stop()
    signal?.throwIfAborted()
    throw failure(spec, logFile, inTime ? 'ended before it was ready' : deadlineText(spec))
  }
  const startupMs = performance.now() - begin
  return { name: spec.name, pid: identity.pid, identity, logFile, startupMs, ended, stop }
}

function spawnLogged(spec: ProcessSpec, logFile: string): ChildProcess {
  mkdirSync(dirname(logFile), { recursive: true })
  const log = openSync(logFile, 'w')
  const { command, args, fallbackUser } = ownedCommand(spec)
  try {
    return spawn(command, args, {
      cwd: spec.cwd,
      env: { ...process.env, ...spec.env },
      stdio: ['ignore', log, log],
      // A session of its own: Ctrl-C reaches only the owner, who stops all in order.
      detached: true,
      ...(fallbackUser && { uid: fallbackUser.uid, gid: fallbackUser.gid }),
    })
  } finally {
    closeSync(log)
  }
}

async function passes(check: () => Promise<boolean>): Promise<boolean> {
  try {
    return await check()
  } catch {
    return false
  }
}

async function stopChild(
  child: ChildProcess,
  spec: ProcessSpec,
  hasEnded: () => boolean,
): Promise<void> {
  child.kill(spec.stop.signal)
  if (await waitUntil(hasEnded, spec.stop.deadlineMs)) return
  child.kill('SIGKILL')
  await waitUntil(hasEnded, KILL_DEADLINE_MS)
}

function deadlineText(spec: ProcessSpec): string {
  return `was not ready within ${spec.ready.deadlineMs / 1000} s`
}

function failure(spec: ProcessSpec, logFile: string, what: string): PlimsollError {
  const full = endedOnFullDisk(dirname(logFile), `${spec.name} ${what}`)
  if (full) return full
  const tail = logTail(logFile)
  const shown = tail ? `; the end of its log:\n${tail}` : ''
  return new PlimsollError('PROCESS_FAILED', `${spec.name} ${what}${shown}`, {
    hint: `the whole log: ${logFile}`,
  })
}
