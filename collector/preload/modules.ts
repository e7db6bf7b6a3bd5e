import { subscribe } from 'node:diagnostics_channel'
import type { Guard } from './guard.ts'

/** A file of a package as its neighbour requires it. */
export interface WatchedModule {
  /** The text inside `require(...)`. */
  readonly id: string
  /** The path of the file that requires it. */
  readonly parent: RegExp
  /** Gets what was required, once for each copy of the package. */
  readonly onLoaded: (exported: unknown) => void
}

/**
 * Reaches packages as they are loaded, without a loader hook: an ESM import of a CommonJS package still runs that
 * package's own `require()` calls, and Node publishes each with its result. Bundled code is not seen.
 */
export function observeModules(watched: readonly WatchedModule[], guard: Guard): void {
  const byId = Map.groupBy(watched, ({ id }) => id)
  const seen = new WeakSet<object>()
  const onRequired = guard.handler('reaching a package', (message: unknown) => {
    const { id, result, parentFilename } = message as {
      id: string
      result: unknown
      parentFilename?: string
    }
    const candidates = byId.get(id)
    if (candidates === undefined || !isObject(result)) return
    for (const { parent, onLoaded } of candidates) {
      if (!parent.test(parentFilename ?? '') || seen.has(result)) continue
      seen.add(result)
      onLoaded(result)
    }
  })
  subscribe('tracing:module.require:end', onRequired)
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}
