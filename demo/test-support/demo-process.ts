import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export type LogLine = Readonly<Record<string, unknown>> & { msg: string }

export const adminToken = 'for this test only'

/** The demo as a process of its own, as users start it; what it logs is kept. */
export class DemoProcess {
  readonly log: LogLine[] = []
  readonly #child: ChildProcess
  readonly #ended: Promise<unknown[]>

  constructor(env: Readonly<Record<string, string>>) {
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

  async get(path: string): Promise<{ status: number; cache: string | null; body: unknown }> {
    return this.send('GET', path)
  }

  async send(method: string, path: string, body?: object) {
    const response = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      cache: response.headers.get('x-cache'),
      cacheControl: response.headers.get('cache-control'),
      body: text === '' ? undefined : JSON.parse(text),
    }
  }
}
