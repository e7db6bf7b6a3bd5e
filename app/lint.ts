import type { Finding } from '../contract/lint/finding.ts'
import { lintContract } from '../contract/lint/lint-contract.ts'
import type { Contract } from '../contract/schema.ts'
import { bucketEdges, MAX_EDGES } from '../series/bucket-edges.ts'
import { readContract } from '../store/contract-file.ts'

/** What a valid contract says that cannot be true, proved or measured as it stands. */
export async function lintContractFile(path: string): Promise<readonly Finding[]> {
  return contractFindings(await readContract(path))
}

/** The same of a contract that is read already. */
export function contractFindings(contract: Contract): Finding[] {
  return [...lintContract(contract), ...edgeFindings(contract)]
}

/** More lines than one histogram holds: which helpful edges had to go. */
export function edgeFindings(contract: Contract): Finding[] {
  const { droppedSeconds } = bucketEdges(contract)
  if (droppedSeconds.length === 0) return []
  const list = droppedSeconds.map((seconds) => `${Number((seconds * 1000).toPrecision(6))} ms`)
  return [
    {
      code: 'EDGES_DROPPED',
      path: 'endpoints',
      message: `its lines leave no room for ${list.length} of the helpful edges: ${list.join(', ')}`,
      hint: `one histogram holds ${MAX_EDGES} edges; let endpoints share categories to need fewer`,
    },
  ]
}
