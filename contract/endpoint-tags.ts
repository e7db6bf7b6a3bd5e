import type { Tags } from './journeys.ts'
import type { Contract } from './schema.ts'

/** The tags of the steps that call an endpoint, and of their journeys: each name with all of its values, in order. */
export function endpointTags(
  { journeys }: Pick<Contract, 'journeys'>,
  endpoint: string,
): Record<string, string[]> {
  const given = journeys.userClasses.flatMap(({ setup, journeys: own, teardown }) => [
    ...ofSteps(setup, endpoint),
    ...own.flatMap((journey) =>
      ofSteps(journey, endpoint).map((tags) => ({ ...journey.tags, ...tags })),
    ),
    ...ofSteps(teardown, endpoint),
  ])
  const found: Record<string, string[]> = {}
  for (const [name, value] of given.flatMap((tags) => Object.entries(tags))) {
    found[name] = [...new Set([...(found[name] ?? []), value])].toSorted()
  }
  return found
}

/** The tags of the steps that call it, once for every such step. */
function ofSteps(
  sequence:
    | { readonly steps: readonly { endpoint: string; tags?: Tags | undefined }[] }
    | undefined,
  endpoint: string,
): Tags[] {
  return (sequence?.steps ?? [])
    .filter((step) => step.endpoint === endpoint)
    .map(({ tags = {} }) => tags)
}
