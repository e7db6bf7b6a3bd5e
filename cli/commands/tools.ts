import { EXIT, PlimsollError } from '../../contract/errors.ts'
import { command } from '../command.ts'

export const tools = command({
  name: 'tools',
  summary: 'Where Prometheus, Alertmanager, PostgreSQL and Redis are on this machine.',
  flags: {
    fetch: {
      kind: 'switch',
      about: 'fetch what is missing into a cache: no root, nothing is installed',
    },
  },
  examples: [
    ['plimsoll tools', 'list them; 93 when one is missing'],
    ['plimsoll tools --fetch', 'fetch the missing ones first'],
  ],
  exits: ['environment'],
  async run(flags, io) {
    const { fetchTools, listTools } = await import('../../app/tools.ts')
    if (flags.fetch) await fetchTools(io.env, io.err)
    const searches = await listTools(io.env)
    const width = Math.max(...searches.map(({ name }) => name.length))
    for (const search of searches) {
      const where =
        'reason' in search
          ? `missing: ${search.reason}`
          : `${search.version}  ${search.path} (${search.source})`
      io.out(`${search.name.padEnd(width)}  ${where}`)
    }
    const missing = searches.filter((search) => 'reason' in search)
    if (missing.length === 0) return EXIT.ok
    const names = missing.map(({ name }) => name).join(', ')
    throw new PlimsollError('TOOL_MISSING', `missing: ${names}`, {
      hint: 'fetch them without root: plimsoll tools --fetch',
    })
  },
})
