import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface PortHolder {
  readonly pid: number
  readonly command: string
}

/** Who listens on a TCP port, as far as this user may see it; undefined elsewhere than on Linux. */
export function portHolder(port: number): PortHolder | undefined {
  const sockets = new Set(listeningSockets(port).map((inode) => `socket:[${inode}]`))
  if (sockets.size === 0) return undefined
  for (const pid of listOrNone('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    const open = listOrNone(`/proc/${pid}/fd`)
    if (!open.some((fd) => sockets.has(linkOrEmpty(`/proc/${pid}/fd/${fd}`)))) continue
    return { pid: Number(pid), command: commandLine(pid) }
  }
  return undefined
}

/** Socket inodes from /proc/net/tcp, proc(5): local address in hexadecimal, state 0A = LISTEN. */
function listeningSockets(port: number): string[] {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  return ['/proc/net/tcp', '/proc/net/tcp6']
    .flatMap((file) => textOrEmpty(file).split('\n').slice(1))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => local?.endsWith(suffix) && state === '0A')
    .map((fields) => fields[9] ?? '')
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
