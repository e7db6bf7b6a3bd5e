import { createHash } from 'node:crypto'
import { availableParallelism, cpus, release } from 'node:os'
import type { Contract } from '../contract/schema.ts'
import { plimsollVersion } from './version.ts'

const DIGEST_DIGITS = 7

/** `peak-2026-01-17-140200`: profile and start, UTC; `-2` and on when that is taken: no run replaces another. */
export function runId(
  profile: string,
  startedAt: Date,
  isTaken: (id: string) => boolean = () => false,
): string {
  const [day, time = ''] = startedAt.toISOString().split('T')
  const id = `${profile}-${day}-${time.slice(0, 8).replaceAll(':', '')}`
  let free = id
  for (let n = 2; isTaken(free); n++) free = `${id}-${n}`
  return free
}

/** First hex digits of the SHA-256 of the contract as it was run. */
export function contractDigest(contract: Contract): string {
  return createHash('sha256').update(JSON.stringify(contract)).digest('hex').slice(0, DIGEST_DIGITS)
}

/** What else may explain a number years later. */
export function runEnvironment(): Record<string, string> {
  return {
    plimsoll: plimsollVersion(),
    node: process.version,
    system: `${process.platform} ${release()} ${process.arch}`,
    cores: String(availableParallelism()),
    processor: cpus()[0]?.model ?? 'unknown',
  }
}
