import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface PortHolder {
  readonly pid: number
  readonly command: string
}

/** A port that somebody listens on. */
export interface Listener extends PortHolder {
  readonly port: number
  /** Where its program works; empty where this user may not see it. */
  readonly folder: string
}

/** Who listens on a TCP port, as far as this user may see it; undefined elsewhere than on Linux. */
export function portHolder(port: number): PortHolder | undefined {
  return holdersOf(listeningSockets().filter((socket) => socket.port === port))[0]
}

/** Every TCP port that is listened on here and its holder, one entry a port; none elsewhere than on Linux. */
export function listeners(): Listener[] {
  const byPort = new Map(holdersOf(listeningSockets()).map((listener) => [listener.port, listener]))
  return [...byPort.values()].sort((a, b) => a.port - b.port)
}

function holdersOf(sockets: readonly ListeningSocket[]): Listener[] {
  if (sockets.length === 0) return []
  const ports = new Map(sockets.map(({ inode, port }) => [`socket:[${inode}]`, port]))
  return listOrNone('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      const open = listOrNone(`/proc/${pid}/fd`).map((fd) => linkOrEmpty(`/proc/${pid}/fd/${fd}`))
      const held = open.flatMap((link) => ports.get(link) ?? [])
      if (held.length === 0) return []
      const holder = {
        pid: Number(pid),
        command: commandLine(pid),
        folder: linkOrEmpty(`/proc/${pid}/cwd`),
      }
      return held.map((port) => ({ port, ...holder }))
    })
}

interface ListeningSocket {
  readonly port: number
  readonly inode: string
}

/** Sockets from /proc/net/tcp, proc(5): local address in hexadecimal, state 0A = LISTEN. */
function listeningSockets(): ListeningSocket[] {
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => textOrEmpty(file).split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === '0A')
    .map(([, local = '', , , , , , , , inode = '']) => ({
      port: Number.parseInt(local.slice(local.lastIndexOf(':') + 1), 16),
      inode,
    }))
}

function commandLine(pid: string): string {
  return textOrEmpty(`/proc/${pid}/cmdline`).split('\0').join(' ').trim() || 'command unknown'
}

function listOrNone(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function linkOrEmpty(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function textOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
