import { promDuration } from '../../contract/durations.ts'
import type { Contract } from '../../contract/schema.ts'
import { RECORDED } from '../../queries/recorded-series.ts'
import { selector } from '../../queries/selector.ts'
import { routeOf } from '../../queries/service-queries.ts'
import { HTTP } from '../../series/http-series.ts'
import { productionObjectives } from '../production-objectives.ts'
import type { RuleTest } from './promtool-test.ts'
import { line } from './series-values.ts'

const MINUTE_MS = 60_000
const HISTORY_MS = 3 * 60 * MINUTE_MS
const PER_SECOND = 10

/**
 * Long windows count every request once, whether rules are evaluated each minute or every five, and
 * invent none for the time before the first scrape: after 3 h at 10/s, 2 h hold 72,000 and a day 108,000.
 */
export function objectiveRecordTests(contract: Contract): Map<number, RuleTest[]> {
  const [endpoint] = contract.endpoints
  const [objective] = productionObjectives(contract)
  if (!endpoint || objective?.sloId !== 'availability') return new Map()
  const counts = (window: string, value: number) => ({
    expr: `sum(${selector(RECORDED.sloRequests(window), { slo_id: objective.sloId })})`,
    eval_time: promDuration(HISTORY_MS),
    exp_samples: [{ labels: '{}', value }],
  })
  const series = selector(`${HTTP.serverDuration.name}_count`, {
    service_name: contract.service.name,
    http_request_method: endpoint.method,
    http_route: routeOf(endpoint),
    http_response_status_code: '200',
  })
  const test = (every: string): RuleTest => ({
    name: `long windows count each request once when rules are evaluated every ${every}`,
    interval: promDuration(MINUTE_MS),
    input_series: [
      { series, values: line(0, [{ untilMs: HISTORY_MS, perSecond: PER_SECOND }], MINUTE_MS) },
    ],
    promql_expr_test: [counts('2h', 72_000), counts('1d', 108_000), counts('3d', 108_000)],
  })
  return new Map([
    [MINUTE_MS, [test('minute')]],
    [5 * MINUTE_MS, [test('five minutes')]],
  ])
}
