import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { isRunning, type ProcessIdentity } from './process-state.ts'
import { waitUntil } from './wait-until.ts'

/** How long a process that lost its owner may take to stop before it is killed, in milliseconds. */
const STOP_DEADLINE_MS = 10_000
const KILL_DEADLINE_MS = 5_000

/** A started process on disk, so that the next start can end it if its owner could not. */
export interface ProcessRecord extends ProcessIdentity {
  readonly name: string
  readonly signal: NodeJS.Signals
}

/** Replaces the list of running processes in one step. */
export function writeRecords(path: string, records: readonly ProcessRecord[]): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(`${path}.new`, JSON.stringify(records))
  renameSync(`${path}.new`, path)
}

/** The processes on record that still run; a file that cannot be read names none. */
export function runningRecords(path: string): ProcessRecord[] {
  try {
    const records: ProcessRecord[] = JSON.parse(readFileSync(path, 'utf8'))
    return records.filter(isRunning)
  } catch {
    return []
  }
}

/** Ends what an owner that died left behind and returns the names. */
export async function endLeftovers(path: string): Promise<string[]> {
  const left = runningRecords(path)
  for (const { pid, signal } of left) sendSignal(pid, signal)
  const allGone = () => !left.some(isRunning)
  if (!(await waitUntil(allGone, STOP_DEADLINE_MS))) {
    for (const record of left) if (isRunning(record)) sendSignal(record.pid, 'SIGKILL')
    await waitUntil(allGone, KILL_DEADLINE_MS)
  }
  writeRecords(path, [])
  return left.map(({ name }) => name)
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended between the look and the signal, which is what was wanted.
  }
}
