import { execFile } from 'node:child_process'
import { accessSync, constants, globSync, statSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Environment } from './cache-folder.ts'
import { fetchedTool } from './fetched-tool.ts'
import type { Tool, ToolCandidate } from './tool.ts'
import { TOOLS, type ToolName } from './tool-table.ts'

const run = promisify(execFile)

/** Longest a program may take to print its version, on a busy machine with a cold disk. */
const VERSION_DEADLINE_MS = 20_000

/** What a search ended with: a program that runs, or why there is none. */
export type ToolSearch = Tool | { readonly name: ToolName; readonly reason: string }

/**
 * The first working program among: environment override, PATH, usual folders, own cache.
 * An override that does not work is reported as such: falling back would hide a typo.
 */
export async function findTool(
  name: ToolName,
  env: Environment,
  deadlineMs = VERSION_DEADLINE_MS,
): Promise<ToolSearch> {
  const { variable } = TOOLS[name]
  const override = env[variable]
  if (override) {
    const tool = await working({ name, path: override, source: 'environment', env: {} }, deadlineMs)
    return tool ?? { name, reason: `${variable}=${override} does not run` }
  }
  for (const candidate of candidates(name, env)) {
    const tool = await working(candidate, deadlineMs)
    if (tool) return tool
  }
  return { name, reason: `not on PATH or in the usual folders, and ${variable} is not set` }
}

function* candidates(name: ToolName, env: Environment): Generator<ToolCandidate> {
  const { files, folders, beside } = TOOLS[name]
  const leader = beside && env[TOOLS[beside].variable]
  const path = (env.PATH ?? '').split(delimiter).filter((folder) => folder.startsWith('/'))
  const places = [...(leader ? [dirname(leader)] : []), ...path, ...folders.flatMap(newestFirst)]
  for (const folder of places) {
    for (const file of files) {
      const candidate = join(folder, file)
      if (isExecutable(candidate)) yield { name, path: candidate, source: 'system', env: {} }
    }
  }
  const fetched = fetchedTool(name, env)
  if (fetched) yield fetched
}

/** Folders that a pattern with at most one `*` names, the highest version first. */
function newestFirst(pattern: string): string[] {
  if (!pattern.includes('*')) return [pattern]
  const byVersion = (a: string, b: string) => b.localeCompare(a, 'en', { numeric: true })
  return globSync(pattern).sort(byVersion)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

async function working(candidate: ToolCandidate, deadlineMs: number): Promise<Tool | undefined> {
  try {
    const { stdout, stderr } = await run(candidate.path, ['--version'], {
      env: { ...process.env, ...candidate.env },
      timeout: deadlineMs,
    })
    const version = /\d+\.\d+(?:\.\d+)*/.exec(stdout || stderr)?.[0]
    return version ? { ...candidate, version } : undefined
  } catch {
    return undefined
  }
}
