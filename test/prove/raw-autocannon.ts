import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'

/** What raw autocannon says of a load, milliseconds; it has no P95. */
export interface RawLatencies {
  readonly requests: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly max: number
}

/**
 * Runs autocannon's own command line as it comes.
 * @param flags such as `['-R', '200', '-c', '20']`
 */
export async function rawAutocannon(
  url: string,
  seconds: number,
  flags: readonly string[],
): Promise<RawLatencies> {
  const main = createRequire(import.meta.url).resolve('autocannon')
  const args = [main, '--json', '--no-progress', '-d', String(seconds), ...flags, url]
  const { stdout } = await promisify(execFile)(process.execPath, args)
  const { latency, requests } = JSON.parse(stdout) as {
    latency: Omit<RawLatencies, 'requests'>
    requests: { total: number }
  }
  const { p50, p90, p99, max } = latency
  return { requests: requests.total, p50, p90, p99, max }
}
