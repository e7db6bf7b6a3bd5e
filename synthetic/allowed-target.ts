import { BlockList, isIP } from 'node:net'
import { PlimsollError } from '../contract/errors.ts'
import type { Safety } from '../contract/service.ts'

/** Where a name led. */
export interface Address {
  readonly hostname: string
  readonly ip: string
  readonly port: number
}

/**
 * Stops load that nobody has allowed: the name must be listed, and so must the address it leads to, or a name that
 * points elsewhere tomorrow would be loaded too.
 */
export function requireAllowedTarget(
  { allowTargets }: Pick<Safety, 'allowTargets'>,
  { hostname, ip, port }: Address,
): void {
  const nameListed =
    isIP(hostname) !== 0 || allowTargets.some((entry) => isName(entry, hostname, port))
  const addressListed = allowTargets.some((entry) => holdsAddress(entry, ip, port))
  if (nameListed && addressListed) return
  const what = nameListed || hostname === ip ? ip : `${hostname} (${ip})`
  throw new PlimsollError(
    'TARGET_NOT_ALLOWED',
    `${what}, port ${port}, is not among the targets that may receive load: ${allowTargets.join(', ')}`,
    {
      hint: 'add its name and its address or range to safety.allowTargets, if the load is welcome there',
    },
  )
}

function isName(entry: string, hostname: string, port: number): boolean {
  return entry === hostname || entry === `${hostname}:${port}`
}

function holdsAddress(entry: string, ip: string, port: number): boolean {
  const shown = isIP(ip) === 6 ? `[${ip}]` : ip
  if (entry === ip || entry === `${shown}:${port}`) return true
  const [network = '', prefix = ''] = entry.split('/')
  const version = isIP(network)
  if (version === 0 || !/^\d+$/.test(prefix) || version !== isIP(ip)) return false
  const family = version === 6 ? 'ipv6' : 'ipv4'
  const list = new BlockList()
  try {
    list.addSubnet(network, Number(prefix), family)
  } catch {
    return false // a prefix beyond the address: nothing is in it
  }
  return list.check(ip, family)
}
