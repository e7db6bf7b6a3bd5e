import { readdirSync, readFileSync } from 'node:fs'

/** /proc counts CPU time in these, on every Linux (man 5 proc, USER_HZ). */
const TICKS_PER_SECOND = 100

/** What a process and all its descendants have used so far. */
export interface TreeUsage {
  /** User and system time, descendants that have ended included. */
  readonly cpuSeconds: number
  /** Sum of the highest resident size each of them ever had. */
  readonly peakMb: number
}

/** Reads a process and its descendants from /proc; one that ends meanwhile counts with its parent. */
export function treeUsage(root: number): TreeUsage {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(statOf)
  const tree = new Set([root])
  for (let size = 0; size !== tree.size; ) {
    size = tree.size
    for (const { pid, parent } of stats) if (tree.has(parent)) tree.add(pid)
  }
  const own = stats.filter(({ pid }) => tree.has(pid))
  return {
    cpuSeconds: own.reduce((sum, { ticks }) => sum + ticks, 0) / TICKS_PER_SECOND,
    peakMb: own.reduce((sum, { pid }) => sum + peakMbOf(pid), 0),
  }
}

function statOf(name: string): { pid: number; parent: number; ticks: number }[] {
  const text = textOf(`/proc/${name}/stat`)
  if (text === '') return []
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ') // from the third field on: a name may hold anything
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) // utime, stime, cutime, cstime
  return [{ pid: Number(name), parent: Number(fields[1]), ticks }]
}

function peakMbOf(pid: number): number {
  return (Number(/VmHWM:\s+(\d+) kB/.exec(textOf(`/proc/${pid}/status`))?.[1] ?? 0) * 1024) / 1e6
}

/** The file's text; empty when the process has gone. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
