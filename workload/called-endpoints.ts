import type { Contract } from '../contract/schema.ts'

/** Endpoints that any journey calls, with their index in the contract. */
export function calledEndpoints(contract: Contract): { name: string; index: number }[] {
  const called = new Set(
    contract.journeys.userClasses.flatMap(({ journeys }) =>
      journeys.flatMap(({ steps }) => steps.map((step) => step.endpoint)),
    ),
  )
  return contract.endpoints.flatMap(({ name }, index) =>
    called.has(name) ? [{ name, index }] : [],
  )
}
