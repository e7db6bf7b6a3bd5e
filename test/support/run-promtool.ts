import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Tool } from '../../stack/tool.ts'
import { ensureTools, prometheusServersUnderTest } from '../../stack/tools.ts'

const options = { env: process.env, say: () => {} }

/** The promtool of every Prometheus that stack tests run against. */
export async function promtoolsUnderTest(): Promise<Tool[]> {
  const servers = await prometheusServersUnderTest(options)
  return Promise.all(
    servers.map(async ({ path }) => {
      const env = { ...process.env, PLIMSOLL_PROMETHEUS: path }
      return (await ensureTools(['promtool'], { ...options, env })).promtool
    }),
  )
}

/** The amtool that stack tests use. */
export async function amtoolUnderTest(): Promise<Tool> {
  return (await ensureTools(['amtool'], options)).amtool
}

/** What a tool printed and whether it was content. */
export interface ToolResult {
  readonly ok: boolean
  readonly output: string
}

/** Runs a tool in a folder and waits for its end. */
export function runTool(tool: Tool, args: readonly string[], cwd: string): Promise<ToolResult> {
  return new Promise((resolve) => {
    const env = { ...process.env, ...tool.env }
    execFile(tool.path, [...args], { cwd, env }, (error, stdout, stderr) => {
      resolve({ ok: error === null, output: stdout + stderr })
    })
  })
}

/** A temporary folder with these files, gone when the work is done. */
export async function withFiles<T>(
  files: ReadonlyMap<string, string>,
  work: (folder: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'plimsoll-rules-'))
  try {
    for (const [name, text] of files) await writeFile(join(folder, name), text)
    return await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
