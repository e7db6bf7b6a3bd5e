import { globSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PlimsollError } from '../contract/errors.ts'
import { cacheFolder, type Environment, toolFolder } from './cache-folder.ts'
import { packageFolder } from './fetched-tool.ts'
import { finishPackage } from './finish-package.ts'
import { runProgram } from './run-program.ts'
import type { Say } from './tool.ts'

/** A slow mirror may need minutes for 100 MB; a hanging one must not hold the user for ever. */
const NETWORK_DEADLINE_MS = 600_000
const UNPACK_DEADLINE_MS = 120_000

/**
 * A second C library beside the system's loader crashes every program that sees it. Prometheus' old
 * web console (libjs-*: 220 MB) and PostgreSQL's Perl scripts are never used here.
 */
const NEVER_UNPACKED = /^(libc6|libc-bin|libjs-.*|perl.*|libperl.*)$/

/**
 * Fills the cache from the system's own Debian or Ubuntu mirror without touching the system: no
 * root, nothing installed, no service started. A folder gets its name only when it is complete.
 */
export async function fetchByApt(
  packages: readonly string[],
  env: Environment,
  say: Say,
): Promise<void> {
  await mkdir(toolFolder(env), { recursive: true })
  await removePartials(toolFolder(env))
  const apt = await ownApt(env)
  say('reading the package lists of the mirror')
  const trouble = await updateLists(apt)
  const lists = await Promise.all(packages.map((name) => neededPackages(apt, name, trouble)))
  const wanted = [...new Set(lists.flat())]
  const downloads = await mkdtemp(join(toolFolder(env), '.download-'))
  try {
    say(`downloading ${wanted.length} packages for ${packages.join(', ')}`)
    await apt(['download', ...wanted], downloads)
    say('unpacking')
    for (const [index, name] of packages.entries()) {
      const unpack = (file: string, into: string) =>
        runProgram('dpkg-deb', ['-x', file, into], {
          env: { PATH: env.PATH },
          deadlineMs: UNPACK_DEADLINE_MS,
        })
      const names = (lists[index] ?? []).map((item) => item.split(/[:=]/)[0] ?? item)
      const files = names.flatMap((wanted) => globSync(join(downloads, `${wanted}_*.deb`)))
      await unpackTogether(files, packageFolder(name, env), unpack)
    }
  } finally {
    await rm(downloads, { recursive: true, force: true })
  }
}

/** What a fetch that was killed left behind; the caller holds the lock, so nobody is using it. */
async function removePartials(folder: string): Promise<void> {
  for (const name of globSync('{*.partial-*,.download-*}', { cwd: folder })) {
    await rm(join(folder, name), { recursive: true, force: true })
  }
}

type Apt = (args: readonly string[], cwd: string) => Promise<string>

/** apt-get with state and cache of its own; hooks of the system's apt would need root. */
async function ownApt(env: Environment): Promise<Apt> {
  const folder = join(cacheFolder(env), 'apt')
  await mkdir(join(folder, 'state/lists/partial'), { recursive: true })
  await mkdir(join(folder, 'cache/archives/partial'), { recursive: true })
  const file = join(folder, 'apt.conf')
  const lines = [
    '#clear APT::Update::Pre-Invoke;',
    '#clear APT::Update::Post-Invoke;',
    '#clear APT::Update::Post-Invoke-Success;',
    `Dir::State "${folder}/state";`,
    'Dir::State::status "/var/lib/dpkg/status";',
    `Dir::Cache "${folder}/cache";`,
    'APT::Sandbox::User "root";',
    'APT::Install-Recommends "false";',
    'Acquire::Languages "none";',
    'Acquire::Retries "2";',
    // Per connection, in seconds: a machine without a network is told so soon.
    'Acquire::http::Timeout "20";',
    'Acquire::https::Timeout "20";',
    'Debug::NoLocking "true";',
  ]
  await writeFile(file, `${lines.join('\n')}\n`)
  return (args, cwd) =>
    runProgram('apt-get', ['-q', '-c', file, ...args], {
      cwd,
      env: { PATH: env.PATH, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
      deadlineMs: NETWORK_DEADLINE_MS,
    })
}

/** A broken third-party source makes `update` fail though the packages are there: go on, then see. */
async function updateLists(apt: Apt): Promise<PlimsollError | undefined> {
  try {
    await apt(['-o', 'APT::Update::Error-Mode=any', 'update'], '/')
    return undefined
  } catch (error) {
    if (error instanceof PlimsollError && error.code === 'PROCESS_FAILED') return error
    throw error
  }
}

/** The package and every missing dependency as `name=version`, from a simulated installation. */
async function neededPackages(
  apt: Apt,
  name: string,
  trouble: PlimsollError | undefined,
): Promise<string[]> {
  // If the lists could not be read, that is why there is no such package.
  const plan = await apt(['-s', 'install', '--reinstall', name], '/').catch((error: unknown) => {
    throw trouble ?? error
  })
  const found: string[] = []
  for (const [, dependency = '', version = ''] of plan.matchAll(INSTALL_LINE)) {
    if (!NEVER_UNPACKED.test(dependency)) found.push(`${dependency}=${version}`)
  }
  return found
}

/** As apt-get prints it: `Inst redis-server [old] (5:7.0.15-1 Debian:12 [amd64]) []`. */
const INSTALL_LINE = /^Inst (\S+) (?:\[\S+\] )?\((\S+) /gm

async function unpackTogether(
  files: readonly string[],
  target: string,
  unpack: (file: string, into: string) => Promise<unknown>,
): Promise<void> {
  const partial = await mkdtemp(`${target}.partial-`)
  try {
    for (const file of files) await unpack(file, partial)
    await finishPackage(partial, target)
    await rm(target, { recursive: true, force: true })
    await rename(partial, target)
  } catch (error) {
    await rm(partial, { recursive: true, force: true })
    throw error
  }
}
