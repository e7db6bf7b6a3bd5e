import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { PlimsollError } from '../contract/errors.ts'
import { fetchByApt } from './apt-fetch.ts'
import { fetchByBrew } from './brew-fetch.ts'
import { cacheFolder, type Environment, toolFolder } from './cache-folder.ts'
import { withLock } from './file-lock.ts'
import { findTool, type ToolSearch } from './find-tool.ts'
import type { Say, Tool } from './tool.ts'
import { TOOLS, type ToolName } from './tool-table.ts'

export interface ToolOptions {
  readonly env: Environment
  readonly say: Say
}

/**
 * Every tool asked for, where it is or why it was not found; fetches nothing.
 * @param deadlineMs how long each program may take to say its version
 */
export async function findTools<N extends ToolName>(
  names: readonly N[],
  env: Environment,
  deadlineMs?: number,
): Promise<readonly ToolSearch[]> {
  return Promise.all(names.map((name) => findTool(name, env, deadlineMs)))
}

/**
 * Every tool asked for, ready to run: found, or fetched into Plimsoll's own cache after saying so.
 * When one can be neither found nor fetched, the error lists all that are missing at once.
 */
export async function ensureTools<N extends ToolName>(
  names: readonly N[],
  options: ToolOptions,
): Promise<Readonly<Record<N, Tool>>> {
  const { env, say } = options
  let searches = await findTools(names, env)
  if (searches.some(isMissing)) {
    const fetch = fetcher(searches.filter(isMissing), options)
    const onWait = () => say('waiting for another Plimsoll that fetches tools')
    await withLock(join(cacheFolder(env), 'fetch.lock'), onWait, async () => {
      searches = await findTools(names, env)
      const missing = searches.filter(isMissing)
      if (missing.length === 0) return
      await fetch(missing.map(({ name }) => name)).catch((error: unknown) => {
        throw fetchError(missing, error)
      })
      searches = await findTools(names, env)
    })
  }
  const missing = searches.filter(isMissing)
  if (missing.length > 0) throw missingError(missing)
  return Object.fromEntries(searches.map((tool) => [tool.name, tool])) as Record<N, Tool>
}

/**
 * The Prometheus servers that stack tests run against, one after the other: those named in
 * PLIMSOLL_TEST_PROMETHEUS (paths separated by `:`), else the one found.
 */
export async function prometheusServersUnderTest(options: ToolOptions): Promise<Tool[]> {
  const named = options.env.PLIMSOLL_TEST_PROMETHEUS?.split(delimiter).filter(Boolean)
  const paths = named?.length ? named : [options.env.PLIMSOLL_PROMETHEUS]
  const found: Tool[] = []
  for (const path of paths) {
    const env = { ...options.env, PLIMSOLL_PROMETHEUS: path }
    found.push((await ensureTools(['prometheus'], { ...options, env })).prometheus)
  }
  return found
}

type Missing = Exclude<ToolSearch, Tool>

function isMissing(search: ToolSearch): search is Missing {
  return 'reason' in search
}

/** The way to fetch on this system; none, or an override that does not run, is an error at once. */
function fetcher(
  missing: readonly Missing[],
  { env, say }: ToolOptions,
): (names: readonly ToolName[]) => Promise<void> {
  const onPath = (program: string) =>
    (env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)))
  const unfixable = missing.some(({ name }) => env[TOOLS[name].variable])
  if (!unfixable && onPath('apt-get') && onPath('dpkg-deb')) {
    return (names) => {
      say(`not installed here: ${names.join(', ')}`)
      say(`fetching them by apt-get into ${toolFolder(env)} (no root, nothing is installed)`)
      return fetchByApt([...new Set(names.map((name) => TOOLS[name].debianPackage))], env, say)
    }
  }
  if (!unfixable && onPath('brew')) {
    return (names) => {
      say(`not installed here: ${names.join(', ')}; Homebrew installs them`)
      return fetchByBrew([...new Set(names.map((name) => TOOLS[name].brewFormula))], say)
    }
  }
  throw missingError(missing)
}

/** A fetch that failed, with its own last words: they say whether it was the network or the mirror. */
function fetchError(missing: readonly Missing[], cause: unknown): unknown {
  if (!(cause instanceof PlimsollError) || cause.code === 'DISK_FULL') return cause
  const { message, hint = '' } = missingError(missing)
  return new PlimsollError('TOOL_MISSING', `${message}\nfetching them: ${cause.message}`, {
    hint,
    cause,
  })
}

function missingError(missing: readonly Missing[]): PlimsollError {
  const lines = missing.map(({ name, reason }) => `  ${name}: ${reason}`)
  const packages = [...new Set(missing.map(({ name }) => TOOLS[name].debianPackage))]
  return new PlimsollError('TOOL_MISSING', `tools are missing:\n${lines.join('\n')}`, {
    hint: `install ${packages.join(', ')}, or name each program's file in its variable`,
  })
}
