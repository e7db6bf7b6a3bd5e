/** One metric family Plimsoll emits or reads. The name is what Prometheus stores, unit and `_total` included. */
export interface SeriesDefinition {
  readonly name: string
  readonly type: 'histogram' | 'counter' | 'gauge'
  /** `s`, `By`, `1` (ratio or count), `By/s` ... (UCUM, as OpenTelemetry writes units). */
  readonly unit: string
  readonly labels: readonly string[]
  /** Who writes it. */
  readonly source:
    | 'collector/preload'
    | 'collector/poller'
    | 'service'
    | 'synthetic'
    | 'server'
    | 'recording rule'
    | 'prometheus'
  readonly help: string
}

/** Declares the families of one source; keys are how the code names them. */
export function defineSeries<const T extends Record<string, SeriesDefinition>>(table: T): T {
  return table
}
