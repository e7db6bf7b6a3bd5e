import { PlimsollError } from '../contract/errors.ts'

/** The demo's fault switches, reached over its token-guarded admin API. */
export interface DemoFaults {
  readonly switchOn: (fault: string, params: Readonly<Record<string, unknown>>) => Promise<void>
  readonly switchOff: (fault: string) => Promise<void>
  readonly switchAllOff: () => Promise<void>
}

/** Starting a fault may open a hundred connections; half a minute is far beyond what that takes. */
const ANSWER_WITHIN_MS = 30_000

/** @param baseUrl the demo's own address @param token its DEMO_ADMIN_TOKEN */
export function demoFaults(baseUrl: string, token: string): DemoFaults {
  const call = async (method: 'PUT' | 'DELETE', path: string, body?: unknown): Promise<void> => {
    const url = new URL(`/admin/faults${path}`, baseUrl)
    const response = await fetch(url, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    if (response.ok) return
    throw new PlimsollError(
      'DRILL_FAILED',
      `${method} ${url.pathname}: HTTP ${response.status} ${await response.text()}`,
    )
  }
  return {
    switchOn: (fault, params) => call('PUT', `/${fault}`, params),
    switchOff: (fault) => call('DELETE', `/${fault}`),
    switchAllOff: () => call('DELETE', ''),
  }
}
