export const adminToken = 'for this test only'

interface FaultState {
  readonly name: string
  readonly active: boolean
  readonly state: Readonly<Record<string, number>>
}

/** A running demo as its callers see it, its fault switches among what they reach. */
export abstract class DemoClient {
  abstract get url(): string

  async get(path: string): Promise<{ status: number; cache: string | null; body: unknown }> {
    return this.send('GET', path)
  }

  async send(method: string, path: string, body?: object) {
    const response = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      cache: response.headers.get('x-cache'),
      cacheControl: response.headers.get('cache-control'),
      body: text === '' ? undefined : JSON.parse(text),
    }
  }

  async switchOn(fault: string, params: object): Promise<void> {
    const { status, body } = await this.send('PUT', `/admin/faults/${fault}`, params)
    if (status !== 200) throw new Error(`${fault}: ${status} ${JSON.stringify(body)}`)
  }

  /** Switches it off and says what it still holds. */
  async switchOff(fault: string): Promise<Readonly<Record<string, number>>> {
    const { status, body } = await this.send('DELETE', `/admin/faults/${fault}`)
    if (status !== 200) throw new Error(`${fault}: ${status} ${JSON.stringify(body)}`)
    return body.state
  }

  /** What a fault holds or did so far. */
  async fault(name: string): Promise<Readonly<Record<string, number>>> {
    const faults: FaultState[] = (await this.send('GET', '/admin/faults')).body.faults
    const fault = faults.find((one) => one.name === name)
    if (!fault) throw new Error(`no fault ${name}`)
    return fault.state
  }
}

/** A demo that somebody else started. */
export class DemoAt extends DemoClient {
  readonly url: string

  constructor(url: string) {
    super()
    this.url = url
  }
}
