/** Digits as people write them: no padding, no binary noise. */
const plain = (value: number): string => String(Math.round(value * 1000) / 1000)

/** A latency line for a description: `250 ms`, `1.5 s`. */
export function latencyWords(seconds: number): string {
  return seconds < 1 ? `${plain(seconds * 1000)} ms` : `${plain(seconds)} s`
}

/** A share for a description: `0.1 %`. */
export function ratioWords(ratio: number): string {
  return `${plain(ratio * 100)} %`
}

const BINARY = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
const DECIMAL = ['B', 'kB', 'MB', 'GB', 'TB']

/** Bytes for a description, in the binary units that container limits are written in: `512 MiB`. */
export function binaryBytesWords(bytes: number): string {
  return scaledBytes(bytes, 1024, BINARY)
}

/** Bytes for a description, in decimal units: `700 MB`. */
export function decimalBytesWords(bytes: number): string {
  return scaledBytes(bytes, 1000, DECIMAL)
}

function scaledBytes(bytes: number, base: number, names: readonly string[]): string {
  const power = Math.max(
    0,
    names.findLastIndex((_, i) => bytes >= base ** i),
  )
  return `${plain(bytes / base ** power)} ${names[power]}`
}

/** The sentence that names both lines, or the one where they fall together. */
export function linesWords(warn: string, limit: string): string {
  return warn === limit ? `Contract: ${limit}.` : `Contract: warn ${warn}, limit ${limit}.`
}
