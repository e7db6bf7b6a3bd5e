/** What Prometheus says of its rules and targets (prometheus.io/docs/prometheus/latest/querying/api). */
export interface PrometheusState {
  readonly groups: readonly RuleGroupState[]
  readonly targets: readonly TargetState[]
}

export interface RuleGroupState {
  readonly name: string
  /** ISO 8601; the year 1 before the first evaluation. */
  readonly lastEvaluation: string
  readonly rules: readonly {
    readonly name: string
    readonly health: string
    readonly lastError?: string
  }[]
}

export interface TargetState {
  readonly health: string
  readonly lastError: string
  readonly labels: Readonly<Record<string, string>>
}

/** Asks for both. @param url Prometheus' base URL */
export async function readPrometheusState(url: string): Promise<PrometheusState> {
  const ask = async (path: string): Promise<unknown> => {
    const response = await fetch(new URL(`/api/v1/${path}`, url))
    if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`)
    return Reflect.get((await response.json()) as object, 'data')
  }
  const rules = (await ask('rules')) as { groups: RuleGroupState[] }
  const targets = (await ask('targets')) as { activeTargets: TargetState[] }
  return { groups: rules.groups, targets: targets.activeTargets }
}
