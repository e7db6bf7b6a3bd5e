import type { DatabaseOperations } from './database-operations.ts'
import type { Guard } from './guard.ts'
import type { Histogram } from './histogram.ts'
import { sqlOperation } from './sql-operation.ts'

/** What we use of pg 8's Client. */
export interface ClientClass {
  readonly prototype: { query: (this: object, ...args: unknown[]) => unknown }
}

/** Texts remembered with their histogram: 25 ns where reading a statement takes 1.3 us. Cleared when full. */
const MAX_CACHED_TEXTS = 512

/** Times `Client.query` in its callback and promise forms; query objects (cursors, streams) pass through untimed. */
export function patchQueries(
  clientClass: ClientClass,
  operations: DatabaseOperations,
  guard: Guard,
): void {
  const query = clientClass.prototype.query
  const byText = new Map<string, Histogram>()
  const onSettled = guard.handler('timing a query', (text: string, startMs: number) => {
    const seconds = (performance.now() - startMs) / 1000
    const known = byText.get(text)
    if (known !== undefined) return known.record(seconds)
    if (byText.size >= MAX_CACHED_TEXTS) byText.clear()
    const { operation, table } = sqlOperation(text)
    const histogram = operations.histogram('postgresql', operation, table)
    byText.set(text, histogram)
    histogram.record(seconds)
  })
  clientClass.prototype.query = function (...args) {
    const text = textOf(args[0])
    if (text === undefined) return query.apply(this, args)
    const startMs = performance.now()
    const at = typeof args[1] === 'function' ? 1 : 2
    const callback = args[at]
    if (typeof callback === 'function') {
      args[at] = function (this: unknown, ...results: unknown[]) {
        onSettled(text, startMs)
        return callback.apply(this, results)
      }
      return query.apply(this, args)
    }
    const result = query.apply(this, args)
    if (!(result instanceof Promise)) return result // the callback is inside the config object
    return result.then(
      (rows) => {
        onSettled(text, startMs)
        return rows
      },
      (error) => {
        onSettled(text, startMs)
        throw error
      },
    )
  }
}

function textOf(config: unknown): string | undefined {
  if (typeof config === 'string') return config
  if (typeof config !== 'object' || config === null || 'submit' in config) return undefined
  return 'text' in config && typeof config.text === 'string' ? config.text : undefined
}
