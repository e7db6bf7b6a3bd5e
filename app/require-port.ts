import { requireFreePort } from '../stack/ports.ts'

/** Throws PORT_TAKEN, naming who holds it, unless the port is free. */
export async function requirePort(port: number, purpose: string): Promise<void> {
  await requireFreePort(port, purpose)
}
