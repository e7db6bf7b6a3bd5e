/** Every alert there is. docs/runbooks has one file for each; a test keeps them equal. */
export const ALERT_NAMES = [
  'RunLatencyGate',
  'RunErrorGate',
  'LatencyBudgetBurn',
  'AvailabilityBudgetBurn',
  'CpuHigh',
  'MemoryHigh',
  'HeapGrowth',
  'EventLoopDelayHigh',
  'DatabaseConnectionsHigh',
  'RedisMemoryHigh',
  'NetworkIoHigh',
  'DiskIoHigh',
  'TargetDown',
  'Watchdog',
] as const
export type AlertName = (typeof ALERT_NAMES)[number]

/** The runbook's file in docs/runbooks: `run-latency-gate.md`. */
export function runbookFile(alert: AlertName): string {
  return `${alert.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}.md`
}
