import { dirname } from 'node:path'
import { type Artefacts, buildArtefacts } from '../generate/artefacts.ts'
import {
  differingFiles,
  orphanFiles,
  removeArtefacts,
  writeArtefacts,
} from '../store/artefact-files.ts'
import { readContract } from '../store/contract-file.ts'

/** Paths that are not as the contract asks for: out of date, missing, or left over from an earlier one. */
export async function findDrift(contractPath: string): Promise<string[]> {
  const folder = dirname(contractPath)
  const artefacts = await artefactsOf(contractPath)
  return [...(await differingFiles(folder, artefacts)), ...(await orphanFiles(folder, artefacts))]
}

/** Brings every generated file up to date, removes what is left over, and returns the paths that changed. */
export async function refreshArtefacts(contractPath: string): Promise<string[]> {
  const folder = dirname(contractPath)
  const artefacts = await artefactsOf(contractPath)
  const stale = await differingFiles(folder, artefacts)
  const orphans = await orphanFiles(folder, artefacts)
  await writeArtefacts(folder, artefacts)
  await removeArtefacts(folder, orphans)
  return [...stale, ...orphans]
}

async function artefactsOf(contractPath: string): Promise<Artefacts> {
  return buildArtefacts(await readContract(contractPath))
}
