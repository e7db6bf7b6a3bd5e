import type { Contract } from '../../contract/schema.ts'
import { msToSeconds } from '../../contract/units.ts'
import { selector } from '../../queries/selector.ts'
import { routeOf } from '../../queries/service-queries.ts'
import { HTTP } from '../../series/http-series.ts'
import type { ProductionObjective } from '../production-objectives.ts'
import type { InputSeries } from './boundary.ts'
import { line, type Stretch } from './series-values.ts'

/** Requests that a service answers: a rate, and the share of them that is bad, stretch by stretch. */
export interface Traffic {
  readonly perSecond: number
  readonly stretches: readonly { readonly untilMs: number; readonly badShare: number }[]
}

/** The service's histogram under this traffic: bad is a 503 for availability, a slow answer for latency. */
export function burnTraffic(
  contract: Pick<Contract, 'service' | 'endpoints'>,
  objectives: readonly ProductionObjective[],
  traffic: Traffic,
  sampleMs: number,
): InputSeries {
  const series = objectives.map(({ labels }): InputSeries => {
    const { endpoint: name, line_ms: lineMs } = labels
    const endpoint = contract.endpoints.find((one) => name === undefined || one.name === name)
    if (!endpoint) return {}
    const part = (suffix: string, status: string, le?: string): string =>
      selector(`${HTTP.serverDuration.name}_${suffix}`, {
        service_name: contract.service.name,
        http_request_method: endpoint.method,
        http_route: routeOf(endpoint),
        http_response_status_code: status,
        le,
      })
    const counter = (share: (badShare: number) => number): string =>
      cumulative(traffic, sampleMs, share)
    if (lineMs === undefined) {
      return {
        [part('count', '200')]: counter((bad) => 1 - bad),
        [part('count', '503')]: counter((bad) => bad),
      }
    }
    const le = String(msToSeconds(Number(lineMs)))
    return {
      [part('count', '200')]: counter(() => 1),
      [part('bucket', '200', le)]: counter((bad) => 1 - bad),
    }
  })
  return Object.assign({}, ...series)
}

function cumulative(
  { perSecond, stretches }: Traffic,
  sampleMs: number,
  share: (badShare: number) => number,
): string {
  const lines = stretches.map(
    ({ untilMs, badShare }): Stretch => ({ untilMs, perSecond: perSecond * share(badShare) }),
  )
  return line(0, lines, sampleMs)
}
