import { readContract } from '../store/contract-file.ts'
import type { Project } from './project.ts'
import { checkStore } from './recorded-runs.ts'
import { contractDigest } from './run-identity.ts'

/** Whether this process can do what it is there for, and what else an operator should know. */
export interface Readiness {
  readonly ready: boolean
  /** Why it is not ready. */
  readonly reasons: readonly string[]
  /** Of the contract as it is on disk now. */
  readonly contractDigest: string | null
  /** A server without it still serves runs and reports, so its absence is told and is no reason. */
  readonly prometheus: string
}

const ANSWER_WITHIN_MS = 2_000

/** Reads the contract, asks the store and Prometheus; nothing is remembered from the last time. */
export async function checkReadiness(
  project: Pick<Project, 'home' | 'contractPath'>,
  prometheusUrl: string | undefined,
): Promise<Readiness> {
  const reasons: string[] = []
  try {
    checkStore(project)
  } catch (error) {
    reasons.push((error as Error).message)
  }
  let digest: string | null = null
  try {
    digest = contractDigest(await readContract(project.contractPath))
  } catch (error) {
    reasons.push((error as Error).message)
  }
  const prometheus = await prometheusState(prometheusUrl)
  return { ready: reasons.length === 0, reasons, contractDigest: digest, prometheus }
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
