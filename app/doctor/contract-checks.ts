import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PlimsollError } from '../../contract/errors.ts'
import { CONFIG_FILES } from '../../generate/artefacts.ts'
import { DEFAULT_CONTRACT, readContract } from '../../store/contract-file.ts'
import { findDrift } from '../artefacts.ts'
import { lintContractFile } from '../lint.ts'
import type { Project } from '../project.ts'
import { type Check, fewOf, fine, mend, NO_CONTRACT, note, quoted, skipped } from './finding.ts'

/** The contract can be read and is valid. */
export const contract: Check = {
  id: 'contract',
  look: async ({ project }) => {
    try {
      const { service, endpoints, profiles } = await readContract(project.contractPath)
      const counts = `${endpoints.length} endpoints, ${Object.keys(profiles).length} profiles`
      return fine(`${service.name}: ${counts}`)
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error
      const why = 'everything else follows from it'
      return mend(error.message, why, forContract(project, 'plimsoll validate'))
    }
  },
}

/** What a valid contract says that cannot be true or proved. */
export const lint: Check = {
  id: 'lint',
  look: async ({ contract: reading, project }) => {
    if (!(await reading)) return NO_CONTRACT
    const findings = await lintContractFile(project.contractPath)
    if (findings.length === 0) return fine('no findings')
    const codes = fewOf([...new Set(findings.map(({ code }) => code))])
    const why = 'it promises what is not proved or not read'
    return note(`${findings.length} findings: ${codes}`, why, forContract(project, 'plimsoll lint'))
  },
}

/** The committed rules, dashboards and configuration are those of the contract. */
export const generatedFiles: Check = {
  id: 'generated-files',
  look: async ({ contract: reading, project }) => {
    if (!(await reading)) return NO_CONTRACT
    const folder = dirname(project.contractPath)
    const isKept = Object.values(CONFIG_FILES).some((path) => existsSync(join(folder, path)))
    if (!isKept) return skipped('none are kept beside the contract; plimsoll up makes its own')
    const drift = await findDrift(project.contractPath, project.env)
    if (drift.length === 0) return fine('up to date')
    const seen = `${drift.length} differ from the contract: ${fewOf(drift)}`
    const why = 'alerts and dashboards would hold other numbers than the contract'
    return mend(seen, why, forContract(project, 'plimsoll generate'))
  },
}

/** A command that reads the same contract as this one did. */
export function forContract({ contractPath, env }: Project, command: string): string {
  const isKnown = contractPath === (env.PLIMSOLL_CONTRACT || DEFAULT_CONTRACT)
  return isKnown ? command : `${command} --contract ${quoted(contractPath)}`
}
