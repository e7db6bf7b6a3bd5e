import { DATABASE_CLIENT } from '../../series/database-series.ts'
import { BoundedNames } from './bounded-names.ts'
import { DATABASE_EDGES_SECONDS } from './default-edges.ts'
import { type Histogram, HistogramFamily } from './histogram.ts'

/** Most tables, and most command names, that become a label. */
const MAX_NAMES = 50

/** Durations of queries and commands of all databases: one family, as a page must not name one twice. */
export class DatabaseOperations {
  readonly family = new HistogramFamily(DATABASE_CLIENT.operationDuration, DATABASE_EDGES_SECONDS)
  readonly #operations = new BoundedNames(MAX_NAMES)
  readonly #tables = new BoundedNames(MAX_NAMES)
  readonly #children = new Map<string, Histogram>()

  /** @param table empty where there is none */
  histogram(system: 'postgresql' | 'redis', operation: string, table: string): Histogram {
    const labels = [
      system,
      this.#operations.admit(operation),
      table === '' ? '' : this.#tables.admit(table),
    ]
    const key = labels.join('\n')
    const child = this.#children.get(key) ?? this.family.add(labels)
    this.#children.set(key, child)
    return child
  }
}
