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

/** Bytes for a description, in the binary units that container limits are written in: `512 MiB`. */
export function bytesWords(bytes: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']
  let amount = bytes
  let unit = 0
  while (amount >= 1024 && unit < units.length - 1) {
    amount /= 1024
    unit += 1
  }
  return `${plain(amount)} ${units[unit]}`
}

/** The sentence that names both lines, or the one where they fall together. */
export function linesWords(warn: string, limit: string): string {
  return warn === limit ? `Contract: ${limit}.` : `Contract: warn ${warn}, limit ${limit}.`
}
