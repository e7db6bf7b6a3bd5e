import type { ResponseInfo } from './autocannon-surface.ts'

/** A request sent while the server's idle timer runs out is answered by a reset; a second covers timers and the way. */
const MARGIN_MS = 1000

/** How long an idle connection may be used again, by the server's `Keep-Alive: timeout=5`; Infinity when it says nothing. */
export function keepAliveMs(rawHeaders: readonly string[]): number {
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() !== 'keep-alive') continue
    const seconds = /\btimeout=(\d+)/.exec(rawHeaders[i + 1] ?? '')?.[1]
    if (seconds !== undefined) return Math.max(0, Number(seconds) * 1000 - MARGIN_MS)
  }
  return Number.POSITIVE_INFINITY
}

/**
 * Whether the connection may be used again. The parser takes an answer without a length for one that ends with the
 * connection, which that of a HEAD never does.
 */
export function staysOpen(info: ResponseInfo, isHead: boolean): boolean {
  if (info.shouldKeepAlive || !isHead) return info.shouldKeepAlive
  const { versionMajor, versionMinor, headers } = info
  return versionMajor === 1 && versionMinor >= 1 && !headers.some(isClose)
}

function isClose(value: string, index: number, headers: readonly string[]): boolean {
  return (
    index % 2 === 1 && /close/i.test(value) && headers[index - 1]?.toLowerCase() === 'connection'
  )
}
