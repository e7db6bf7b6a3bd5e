import { readFileSync } from 'node:fs'

/** Fields of the `cpu` line of /proc/stat (proc(5)): user nice system idle iowait irq softirq steal; guest is in user. */
const STEAL = 7
const FIELDS = 8

/** Watches what other tenants of this machine take; says nothing where the system does not tell. */
export function watchMachine(): () => { cpuStealRatio?: number; cpuPressureRatio?: number } {
  const before = cpuTimes()
  return () => {
    const after = cpuTimes()
    const pressure = /some avg10=\S+ avg60=([\d.]+)/.exec(textOf('/proc/pressure/cpu'))?.[1]
    const spent = (times: readonly number[]): number => times.reduce((sum, ticks) => sum + ticks, 0)
    const total = spent(after) - spent(before)
    const steal = (after[STEAL] ?? 0) - (before[STEAL] ?? 0)
    return {
      ...(total > 0 && { cpuStealRatio: steal / total }),
      ...(pressure !== undefined && { cpuPressureRatio: Number(pressure) / 100 }),
    }
  }
}

function cpuTimes(): number[] {
  const [line = ''] = textOf('/proc/stat').split('\n', 1)
  return line
    .split(/\s+/)
    .slice(1, 1 + FIELDS)
    .map(Number)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
