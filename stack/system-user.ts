import { readFileSync } from 'node:fs'
import { PlimsollError } from '../contract/errors.ts'
import type { SystemUser } from './process-spec.ts'

/** Best first; the name must exist because initdb looks its own user up. */
const UNPRIVILEGED = ['postgres', '_postgres', 'nobody']

/** The user for a program that refuses root; undefined when Plimsoll is not root. */
export function unprivilegedUser(uid = process.getuid?.() ?? -1): SystemUser | undefined {
  if (uid !== 0) return undefined
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const wanted of UNPRIVILEGED) {
    const [name, , uidText, gidText] = accounts.find(([name]) => name === wanted) ?? []
    if (name && uidText && gidText) return { name, uid: Number(uidText), gid: Number(gidText) }
  }
  throw new PlimsollError('TOOL_MISSING', 'PostgreSQL refuses to run as root', {
    hint: `run Plimsoll as a plain user, or add one of the users ${UNPRIVILEGED.join(', ')}`,
  })
}
