import type { Instrumentation } from '../../series/instrumentation.ts'

/** 20 edges, as the aim of a scrape under 1 ms is worded. */
export const BENCH_EDGES_SECONDS: readonly number[] = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 1.5,
  2, 5, 10,
]

/** 50 templates of a usual shape: collections, members and what belongs to them. */
export function benchRoutes(): Instrumentation['routes'] {
  return Array.from({ length: 50 }, (_, i) => {
    const path = [`/things${i}`, `/things${i}/:id`, `/owners/:owner/things${i}`][i % 3] ?? ''
    return { method: 'GET', path, endpoint: `things-${i}` }
  })
}

/** A URL of each route. */
export function benchPaths(): string[] {
  return benchRoutes().map(({ path }) => path.replace(/:\w+/g, '4711'))
}
