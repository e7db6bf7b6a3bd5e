import type { Contract } from '../contract/schema.ts'

/** What users do once, before their first journey and when they go: counted apart, and in no objective of a journey. */
export const ONCE = ['setup', 'teardown'] as const
export type Once = (typeof ONCE)[number]

/** A row of counts: an endpoint as journeys call it, or as a setup or teardown does. */
export interface CountedRow {
  readonly endpoint: string
  readonly once?: Once
}

/** What is counted, in the order of the counts: every endpoint, then those that are called once. */
export function countedRows(contract: Pick<Contract, 'endpoints' | 'journeys'>): CountedRow[] {
  const apart = ONCE.flatMap((once) => {
    const called = contract.journeys.userClasses.flatMap((each) => each[once]?.steps ?? [])
    return [...new Set(called.map(({ endpoint }) => endpoint))].map((endpoint) => ({
      endpoint,
      once,
    }))
  })
  return [...contract.endpoints.map(({ name }) => ({ endpoint: name })), ...apart]
}

/** How a row is called where only a name is shown. */
export function rowName({ endpoint, once }: CountedRow): string {
  return once === undefined ? endpoint : `${endpoint} (${once})`
}
