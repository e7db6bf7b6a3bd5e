import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { adminToken, DemoClient } from './demo-client.ts'

export type LogLine = Readonly<Record<string, unknown>> & { msg: string }

/** The demo as a process of its own, as users start it; what it logs is kept. */
export class DemoProcess extends DemoClient {
  readonly log: LogLine[] = []
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown[]>

  constructor(env: Readonly<Record<string, string>>) {
    super()
    this.#child = spawn(process.execPath, [fileURLToPath(new URL('../main.ts', import.meta.url))], {
      env: { ...process.env, PORT: '0', DEMO_ADMIN_TOKEN: adminToken, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.#ended = once(this.#child, 'exit')
    if (this.#child.stdout) {
      createInterface(this.#child.stdout).on('line', (line) => this.log.push(JSON.parse(line)))
    }
  }

  get isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  logged(msg: string): LogLine | undefined {
    return this.log.find((line) => line.msg === msg)
  }

  /** Where it listens, as it says itself. */
  get url(): string {
    return String(this.logged('ready')?.url)
  }

  /** Asks it to stop and returns its exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM')
    const [code] = await this.#ended
    return code as number | null
  }

  /** Waits for its end: an exit code, or the signal that ended it. */
  async end(): Promise<number | NodeJS.Signals | null> {
    const [code, signal] = (await this.#ended) as [number | null, NodeJS.Signals | null]
    return code ?? signal
  }
}
