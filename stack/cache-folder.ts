import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Where Plimsoll keeps what it fetched and what it runs. As root it lies outside /root, because
 * PostgreSQL runs under another uid there, which cannot look into a home of mode 0700.
 */
export function cacheFolder(env: Environment, uid = process.getuid?.() ?? -1): string {
  if (env.PLIMSOLL_CACHE) return env.PLIMSOLL_CACHE
  if (uid === 0) return '/var/cache/plimsoll'
  return join(env.XDG_CACHE_HOME || join(env.HOME || homedir(), '.cache'), 'plimsoll')
}

/** Programs are kept per system release: a home folder may be mounted into several of them. */
export function toolFolder(env: Environment): string {
  return join(cacheFolder(env), 'tools', `${systemName()}-${process.arch}`)
}

function systemName(): string {
  try {
    const release = readFileSync('/etc/os-release', 'utf8')
    const field = (name: string) => new RegExp(`^${name}="?([\\w.-]+)`, 'm').exec(release)?.[1]
    return [field('ID') ?? 'linux', field('VERSION_ID') ?? 'rolling'].join('-')
  } catch {
    return process.platform
  }
}
