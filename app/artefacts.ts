import { dirname } from 'node:path'
import { type Artefacts, buildArtefacts } from '../generate/artefacts.ts'
import { composeEnvironment } from '../generate/environment.ts'
import {
  differingFiles,
  orphanFiles,
  removeArtefacts,
  writeArtefacts,
} from '../store/artefact-files.ts'
import { readContract } from '../store/contract-file.ts'
import type { Env } from './project.ts'

/** Paths that are not as the contract asks for: out of date, missing, or left over from an earlier one. */
export async function findDrift(contractPath: string, env: Env): Promise<string[]> {
  const folder = dirname(contractPath)
  const artefacts = await artefactsOf(contractPath, env)
  return [...(await differingFiles(folder, artefacts)), ...(await orphanFiles(folder, artefacts))]
}

/** Brings every generated file up to date, removes what is left over, and returns the paths that changed. */
export async function refreshArtefacts(contractPath: string, env: Env): Promise<string[]> {
  const folder = dirname(contractPath)
  const artefacts = await artefactsOf(contractPath, env)
  const stale = await differingFiles(folder, artefacts)
  const orphans = await orphanFiles(folder, artefacts)
  await writeArtefacts(folder, artefacts)
  await removeArtefacts(folder, orphans)
  return [...stale, ...orphans]
}

/** The mail relay that `notify.email.smarthostEnv` names is no secret, and Alertmanager can read it from no file. */
async function artefactsOf(contractPath: string, env: Env): Promise<Artefacts> {
  const contract = await readContract(contractPath)
  const { email } = contract.notify
  const smtpSmarthost = email && env[email.smarthostEnv]
  return buildArtefacts(contract, {
    ...composeEnvironment(contract),
    ...(smtpSmarthost && { smtpSmarthost }),
  })
}
