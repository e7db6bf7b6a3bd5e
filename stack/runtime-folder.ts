import { chmodSync, mkdirSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { PlimsollError } from '../contract/errors.ts'
import { cacheFolder, type Environment } from './cache-folder.ts'

/** sockaddr_un holds 104 bytes on macOS, 108 on Linux, with the closing zero. */
const LONGEST_SOCKET_PATH = 103

/** The places of one running stack; there is at most one stack in a runtime folder. */
export interface RuntimeFolder {
  readonly path: string
  /** Held by the owner of the stack as long as it lives. */
  readonly lockFile: string
  readonly socketFile: string
  readonly recordFile: string
  /** Why the last start failed, for whoever started it in the background. */
  readonly failureFile: string
  /** The generated configuration files and the secrets beside them. */
  readonly config: string
  /** Prometheus file_sd: a run writes its address here to be scraped. */
  readonly targets: string
  readonly logs: string
}

/** Where the stack of this user runs: PLIMSOLL_RUNTIME, else a folder in the cache. */
export function runtimeFolder(env: Environment): RuntimeFolder {
  return runtimeFolderAt(env.PLIMSOLL_RUNTIME ?? join(cacheFolder(env), 'run'))
}

/** The same places below a folder of the caller's choice, such as a test's temporary one. */
export function runtimeFolderAt(folder: string): RuntimeFolder {
  const path = resolve(folder)
  const control = join(path, 'control')
  return {
    path,
    lockFile: join(control, 'owner.lock'),
    socketFile: join(control, 'stack.sock'),
    recordFile: join(control, 'processes.json'),
    failureFile: join(control, 'failure.json'),
    config: join(path, 'config'),
    targets: join(path, 'targets'),
    logs: join(path, 'logs'),
  }
}

/**
 * Makes the folders, closed to other users. As root others may pass through the outer one, since
 * PostgreSQL's uid has to reach its data; what is inside stays closed.
 */
export function openRuntimeFolder(runtime: RuntimeFolder): void {
  if (runtime.socketFile.length > LONGEST_SOCKET_PATH) {
    throw new PlimsollError('USAGE', `the runtime folder's path is too long: ${runtime.path}`, {
      hint: 'name a shorter one in PLIMSOLL_RUNTIME',
    })
  }
  mkdirSync(runtime.path, { recursive: true })
  chmodSync(runtime.path, process.getuid?.() === 0 ? 0o711 : 0o700)
  for (const folder of [dirname(runtime.lockFile), runtime.config, runtime.targets, runtime.logs]) {
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o700)
  }
}

/** Replaces the configuration by these files; secrets are readable by their owner alone. */
export async function writeConfig(
  runtime: RuntimeFolder,
  files: ReadonlyMap<string, string>,
  secrets: ReadonlyMap<string, string>,
): Promise<void> {
  await rm(runtime.config, { recursive: true, force: true })
  await mkdir(runtime.config, { recursive: true, mode: 0o700 })
  for (const [mode, group] of [[0o644, files] as const, [0o600, secrets] as const]) {
    for (const [name, text] of group) {
      const path = join(runtime.config, name)
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, text, { mode }).catch(diskFull)
    }
  }
}

function diskFull(error: NodeJS.ErrnoException): never {
  if (error.code !== 'ENOSPC') throw error
  throw new PlimsollError('DISK_FULL', `no space left for ${error.path}`, { cause: error })
}
