import { parseContract } from '../../contract/parse-contract.ts'
import type { Contract, ContractInput } from '../../contract/schema.ts'

type EndpointInput = ContractInput['endpoints'][number]
type ProfileInput = NonNullable<ContractInput['profiles'][string]>

/** A valid endpoint as a user writes it; pass only what the test is about. */
export function anEndpoint(overrides: Partial<EndpointInput> = {}): EndpointInput {
  return {
    name: 'checkout',
    path: '/checkout',
    latency: { p50Ms: 50, p95Ms: 100, p99Ms: 200 },
    ...overrides,
  }
}

/** A valid open-model profile as a user writes it. */
export function aProfile(overrides: Partial<ProfileInput> = {}): ProfileInput {
  return { model: 'open', ratePerSecond: 100, duration: '10s', judges: ['p95'], ...overrides }
}

/** A contract as a user writes it, with one journey step for every endpoint. */
export function aContractInput(overrides: Partial<ContractInput> = {}): ContractInput {
  const endpoints = overrides.endpoints ?? [anEndpoint()]
  return {
    service: { name: 'shop', baseUrl: 'http://127.0.0.1:3000' },
    endpoints,
    journeys: {
      userClasses: [
        {
          name: 'shopper',
          weight: 1,
          journeys: endpoints.map(({ name }) => ({ name, weight: 1, steps: [{ endpoint: name }] })),
        },
      ],
    },
    profiles: { load: aProfile() },
    ...overrides,
  }
}

/** The same, parsed. */
export function aContract(overrides: Partial<ContractInput> = {}): Contract {
  return parseContract(aContractInput(overrides), 'aContract()')
}
