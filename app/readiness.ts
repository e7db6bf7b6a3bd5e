import { readContract } from '../store/contract-file.ts'
import type { Project } from './project.ts'
import { checkStore } from './recorded-runs.ts'
import { contractDigest } from './run-identity.ts'
import type { ServedContract } from './served-contract.ts'

/** Whether this process can do what it is there for, and what else an operator should know. */
export interface Readiness {
  readonly ready: boolean
  /** Why it is not ready. */
  readonly reasons: readonly string[]
  /** Of the contract whose schedules are loaded, and of the file as it is now. */
  readonly contract: { readonly served: string | null; readonly onDisk: string | null }
  readonly schedules: string
  /** A server without it still runs loads and tells results, so its absence is told and is no reason. */
  readonly prometheus: string
}

const ANSWER_WITHIN_MS = 2_000

/** Reads the contract, asks the store and Prometheus; nothing is remembered from the last time. */
export async function checkReadiness(
  project: Pick<Project, 'home' | 'contractPath'>,
  served: ServedContract,
  options: { readonly paused: boolean; readonly prometheusUrl: string | undefined },
): Promise<Readiness> {
  const reasons: string[] = []
  const reasonOf = (error: unknown): void => void reasons.push((error as Error).message)
  try {
    checkStore(project)
  } catch (error) {
    reasonOf(error)
  }
  const contract = await readContract(project.contractPath).catch(reasonOf)
  const onDisk = contract ? contractDigest(contract) : null
  if (contract && served.problem !== null) {
    reasons.push(`no schedules are loaded, the contract was bad at the start: ${served.problem}`)
  }
  const { paused, prometheusUrl } = options
  return {
    ready: reasons.length === 0,
    reasons,
    contract: { served: served.digest, onDisk },
    schedules: scheduleState(served, paused, onDisk),
    prometheus: await prometheusState(prometheusUrl),
  }
}

function scheduleState(
  { schedules, digest }: ServedContract,
  paused: boolean,
  onDisk: string | null,
): string {
  const state = `${schedules.length} loaded${paused ? ', switched off' : ''}`
  const isOld = digest !== null && onDisk !== null && digest !== onDisk
  return isOld ? `${state}; the contract changed since: start the server again to load it` : state
}

async function prometheusState(url: string | undefined): Promise<string> {
  if (!url) return 'none is known: runs have no resource readings'
  try {
    const { status } = await fetch(`${url}/-/ready`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    return status === 200 ? 'ready' : `answers ${status}`
  } catch {
    return 'does not answer: runs have no resource readings'
  }
}
