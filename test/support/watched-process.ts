import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { TestContext } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type MetricsPage, scrapePage } from './metrics-page.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const REGISTER = new URL('../../collector/preload/register.ts', import.meta.url).href
const DEADLINE_MS = 30_000

/** A real service process with the collector preloaded. */
export interface WatchedService {
  readonly process: ChildProcess
  /** Where it said it listens. */
  readonly url: string
  readonly metricsUrl: string
  readonly scrape: () => Promise<MetricsPage>
  /** All it has written so far, both streams. */
  readonly output: () => string
}

/**
 * Starts a service under the collector and waits until its page is up. It must print a line with its own
 * `listening on <url>`. Its metrics take a free port unless `env` says otherwise.
 */
export async function startWatchedService(
  t: TestContext,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = PROJECT,
): Promise<WatchedService> {
  const child = spawn(process.execPath, ['--import', REGISTER, ...args], {
    cwd,
    env: { ...process.env, PORT: '0', PLIMSOLL_METRICS_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  t.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  })
  const found = async (pattern: RegExp): Promise<string> => {
    await waitFor(
      () => pattern.test(output) || child.exitCode !== null,
      () => output,
    )
    const url = pattern.exec(output)?.[1]
    if (url === undefined) throw new Error(`the service ended (${child.exitCode}): ${output}`)
    return url
  }
  const url = await found(/listening on (http:\S+)/)
  const metricsUrl = await found(/metrics of .* on (http:\S+)/)
  return {
    process: child,
    url,
    metricsUrl,
    scrape: () => scrapePage(metricsUrl),
    output: () => output,
  }
}

/** Waits for a condition, asking again every few milliseconds. */
export async function waitFor(
  condition: () => boolean | Promise<boolean>,
  explain: () => string = () => 'the condition',
): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${explain()}`)
    await delay(10)
  }
}
