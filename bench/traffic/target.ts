import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { pinned } from './pinned.ts'

/** The server that the generators load: in a process of its own, and the only one who counts requests. */
export interface Target {
  readonly url: string
  readonly pid: number
  /** Requests answered so far. */
  readonly counted: () => Promise<number>
  readonly stop: () => Promise<void>
}

/** Builds the target with the machine's C compiler; gives its path and what removes it. */
export function buildTarget(): { readonly path: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-bench-'))
  const path = join(folder, 'target')
  const source = fileURLToPath(new URL('target.c', import.meta.url))
  execFileSync('cc', ['-O2', '-o', path, source], { stdio: 'inherit' })
  return { path, remove: () => rmSync(folder, { recursive: true }) }
}

/** @param delayMs 0 answers at once and never stalls */
export async function startTarget(path: string, delayMs = 0): Promise<Target> {
  const [command = '', ...args] = pinned('target', [path, String(delayMs)])
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(child.stdout, 'data')) as [Buffer]
  const url = `http://127.0.0.1:${String(port).trim()}`
  return {
    url,
    pid: child.pid ?? 0,
    counted: async () => Number(await (await fetch(`${url}/counted`)).text()),
    stop: async () => {
      child.kill()
      await once(child, 'exit')
    },
  }
}
