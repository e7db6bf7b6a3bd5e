import { basename } from 'node:path'
import { latencyLines, latencyTargets } from '../contract/latency-target.ts'
import type { Finding } from '../contract/lint/finding.ts'
import type { Contract } from '../contract/schema.ts'
import { readContract } from '../store/contract-file.ts'
import { type LoadPhase, loadPlan } from '../workload/load-plan.ts'
import { contractFindings } from './lint.ts'
import type { Project } from './project.ts'
import { contractDigest } from './run-identity.ts'

const TARGETS = ['p50Ms', 'p95Ms', 'p99Ms', 'maxMs'] as const

/** Both lines of one latency target, in milliseconds. */
export type Lines = Readonly<Record<'warnMs' | 'failMs', number>>

export interface ReadableEndpoint {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly category: string | null
  readonly lines: Readonly<Partial<Record<(typeof TARGETS)[number], Lines>>>
}

export interface ReadableProfile {
  readonly name: string
  readonly description: string | null
  readonly model: 'closed' | 'open'
  readonly judges: readonly string[]
  readonly durationMs: number
  readonly phases: readonly LoadPhase[]
  /** Corners of the plan: [milliseconds from the start, users or arrivals a second]. */
  readonly levels: readonly (readonly [number, number])[]
}

type Told =
  | 'budgets'
  | 'throughput'
  | 'resources'
  | 'soak'
  | 'regression'
  | 'triggers'
  | 'schedules'

/** The contract as a page may show it. Journeys stay out: their headers and bodies may hold a secret. */
export interface ReadableContract extends Pick<Contract, Told | 'notify' | 'safety'> {
  readonly file: string
  readonly digest: string
  readonly service: Pick<Contract['service'], 'name' | 'baseUrl' | 'baseUrlEnv' | 'dialect'>
  readonly endpoints: readonly ReadableEndpoint[]
  readonly profiles: readonly ReadableProfile[]
  readonly findings: readonly Finding[]
}

/** Reads the contract and says all of it that a reader of the console asks for. */
export async function readableContract({
  contractPath,
}: Pick<Project, 'contractPath'>): Promise<ReadableContract> {
  const contract = await readContract(contractPath)
  const { name, baseUrl, baseUrlEnv, dialect } = contract.service
  const { budgets, throughput, resources, soak, regression, triggers, schedules } = contract
  return {
    file: basename(contractPath),
    digest: contractDigest(contract),
    service: { name, baseUrl: withoutCredentials(baseUrl), baseUrlEnv, dialect },
    endpoints: contract.endpoints.map((endpoint) => readableEndpoint(contract, endpoint)),
    profiles: Object.entries(contract.profiles).map(readableProfile),
    findings: contractFindings(contract),
    budgets,
    throughput,
    resources,
    soak,
    regression,
    triggers,
    schedules,
    notify: contract.notify,
    safety: contract.safety,
  }
}

function readableEndpoint(
  contract: Contract,
  endpoint: Contract['endpoints'][number],
): ReadableEndpoint {
  const targets = latencyTargets(contract, endpoint)
  const lines = TARGETS.flatMap((target) => {
    const targetMs = targets[target]
    return targetMs === undefined ? [] : [[target, latencyLines(endpoint, targetMs)] as const]
  })
  const { name, method, path, category } = endpoint
  return { name, method, path, category: category ?? null, lines: Object.fromEntries(lines) }
}

function readableProfile([name, profile]: [string, Contract['profiles'][string]]): ReadableProfile {
  const { phases, segments, durationMs } = loadPlan(profile)
  return {
    name,
    description: profile.description ?? null,
    model: profile.model,
    judges: profile.judges,
    durationMs,
    phases,
    levels: segments.flatMap(({ startMs, endMs, from, to }) => [
      [startMs, from] as const,
      [endMs, to] as const,
    ]),
  }
}

function withoutCredentials(url: string): string {
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  return bare.href.replace(/\/$/, '')
}
