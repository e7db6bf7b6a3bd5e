import type { DrillResult } from '../../drills/alert-drill.ts'
import { markdownTable } from './proof.ts'

/** One promise, what was seen of it, and whether that keeps it. */
export interface Finding {
  readonly promise: string
  readonly held: boolean
  readonly seen: string
  readonly seconds: string
}

/** The findings in the order of their looking. */
export function findingTable(findings: readonly Finding[]): string {
  const rows = findings.map(({ promise, held, seen, seconds }) => [
    promise,
    held ? 'held' : 'NOT held',
    seconds,
    seen.replaceAll('\n', '; ').replaceAll('|', '\\|'),
  ])
  return markdownTable(['promise', '', 's', 'seen'], rows)
}

/** Times of the drills, in seconds: to firing and delivery from the fault, to the resolution from its end. */
export function drillTable(results: readonly DrillResult[]): string {
  const seconds = (ms: number | undefined): string =>
    ms === undefined ? '–' : (ms / 1000).toFixed(1)
  const rows = results.map((result) => [
    result.alert,
    result.fault,
    seconds(result.firingMs),
    seconds(result.deliveredMs),
    seconds(result.resolvedDeliveredMs),
    result.failure ?? 'held',
  ])
  const head = ['alert', 'fault', 'firing s', 'delivered s', 'resolution delivered s', 'result']
  return markdownTable(head, rows)
}

/** The most memory that each container was seen to use. */
export function memoryTable(peaks: ReadonlyMap<string, number>): string {
  const rows = [...peaks].toSorted().map(([part, bytes]) => [part, (bytes / 1e6).toFixed(0)])
  return markdownTable(['container', 'most memory seen, MB'], rows)
}
