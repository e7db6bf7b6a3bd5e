import { STACK_TOOLS, TOOLS } from '../../stack/tool-table.ts'
import { findTools } from '../../stack/tools.ts'
import { type Check, type Finding, fine, mend, note } from './finding.ts'
import { REQUEST_MS } from './surroundings.ts'

/** The programs of the local stack, and that none is older than the generated files need. */
export const tools: Check = {
  id: 'tools',
  look: async ({ project, prometheus }) => {
    const found = await findTools(STACK_TOOLS, project.env, 2 * REQUEST_MS)
    const isElsewhere = (await prometheus)?.text !== undefined
    const findings = found.flatMap((search): Finding[] => {
      const { name } = search
      if ('reason' in search) {
        const seen = `${name} is missing: ${search.reason}`
        const fetch = project.env[TOOLS[name].variable]
          ? `unset ${TOOLS[name].variable}`
          : 'plimsoll tools --fetch'
        if (isElsewhere) return [note(seen, 'a stack runs, but could not be started again', fetch)]
        return [mend(seen, 'plimsoll up and plimsoll demo start it', fetch)]
      }
      const { minimum } = TOOLS[name]
      if (minimum === undefined || !isOlder(search.version, minimum)) return []
      const seen = `${name} ${search.version} (${search.path}) is older than ${minimum}`
      const why = 'rules and routes are valid from there on'
      return [
        mend(seen, why, `export ${TOOLS[name].variable}=/path/to/${name}-${minimum}-or-newer`),
      ]
    })
    if (findings.length > 0) return findings
    const versions = found.map((tool) => ('version' in tool ? `${tool.name} ${tool.version}` : ''))
    return fine(versions.join(', '))
  },
}

function isOlder(version: string, minimum: string): boolean {
  return version.localeCompare(minimum, 'en', { numeric: true }) < 0
}
