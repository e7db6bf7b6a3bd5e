import { parseContract } from '../../contract/parse-contract.ts'
import type { Contract } from '../../contract/schema.ts'
import type { CalibrationOrder } from './calibration-run.ts'

/** The one profile of the contract. */
export const CALIBRATION_PROFILE = 'calibration'

/** Above every answer of the target, so that only its hangs run into it. */
const REQUEST_TIMEOUT = '500ms'

/** The load of one run: arrivals a second, or users that think so long between two requests. */
export type CalibrationLoad =
  | { readonly model: 'open'; readonly ratePerSecond: number }
  | { readonly model: 'closed'; readonly users: number; readonly thinkMs: number }

/** A contract that calls every scenario of the target equally often, with a number in each request. */
export function calibrationContract(
  url: string,
  { scenarios, load, durationMs, maxConnections }: CalibrationOrder,
): Contract {
  const profile =
    load.model === 'open'
      ? { model: 'open', ratePerSecond: load.ratePerSecond }
      : { model: 'closed', users: load.users }
  return parseContract(
    {
      service: { name: 'calibration', baseUrl: url },
      endpoints: scenarios.map((name) => ({ name, path: `/${name}`, latency: { p95Ms: 1000 } })),
      journeys: {
        feeders: [{ name: 'numbers', variable: 'n', range: [0, 10_000_000], pick: 'unique' }],
        userClasses: [
          {
            name: 'caller',
            weight: 1,
            ...(load.model === 'closed' && {
              thinkTime: { distribution: 'constant' as const, duration: `${load.thinkMs}ms` },
            }),
            journeys: scenarios.map((endpoint) => ({
              name: endpoint,
              weight: 1,
              steps: [{ endpoint, query: { n: '{{n}}' } }],
            })),
          },
        ],
      },
      ...(maxConnections !== undefined && { safety: { maxConnections } }),
      profiles: {
        [CALIBRATION_PROFILE]: {
          ...profile,
          duration: `${durationMs}ms`,
          requestTimeout: REQUEST_TIMEOUT,
          judges: ['checks'],
        },
      },
    },
    'the calibration',
  )
}
