/** Longest a query may take: the run is over, nobody waits for more. */
const DEADLINE_MS = 15_000

/** One series of a range query. */
export interface RangeSeries {
  readonly labels: Readonly<Record<string, string>>
  /** [Unix seconds, value] */
  readonly values: readonly (readonly [number, number])[]
}

/** Asks Prometheus' HTTP API, version 1 (prometheus.io/docs/prometheus/latest/querying/api). */
export class PrometheusClient {
  readonly #base: string
  readonly #deadlineMs: number

  constructor(url: string, deadlineMs = DEADLINE_MS) {
    this.#deadlineMs = deadlineMs
    this.#base = url.replace(/\/+$/, '')
  }

  /** Values of an expression at regular steps; times in Unix seconds. */
  async queryRange(
    query: string,
    range: { readonly start: number; readonly end: number; readonly stepSeconds: number },
  ): Promise<RangeSeries[]> {
    const result = await this.#ask('query_range', {
      query,
      start: String(range.start),
      end: String(range.end),
      step: String(range.stepSeconds),
    })
    return result.map(({ metric, values }) => ({
      labels: metric,
      values: (values ?? []).map(([time, value]) => [time, Number(value)] as const),
    }))
  }

  /** The value of an expression at one moment, for each series. */
  async query(query: string, atSeconds: number): Promise<{ labels: Labels; value: number }[]> {
    const result = await this.#ask('query', { query, time: String(atSeconds) })
    return result.map(({ metric, value }) => ({ labels: metric, value: Number(value?.[1]) }))
  }

  async #ask(path: string, parameters: Record<string, string>): Promise<readonly ApiSeries[]> {
    const response = await fetch(`${this.#base}/api/v1/${path}`, {
      method: 'POST', // expressions outgrow what servers accept as a URL
      body: new URLSearchParams(parameters),
      signal: AbortSignal.timeout(this.#deadlineMs),
    })
    const answer = (await response.json()) as ApiAnswer
    if (answer.status !== 'success') throw new Error(answer.error ?? `HTTP ${response.status}`)
    return answer.data?.result ?? []
  }
}

type Labels = Readonly<Record<string, string>>

interface ApiSeries {
  readonly metric: Labels
  readonly value?: readonly [number, string]
  readonly values?: readonly (readonly [number, string])[]
}

interface ApiAnswer {
  readonly status: string
  readonly error?: string
  readonly data?: { readonly result?: readonly ApiSeries[] }
}
