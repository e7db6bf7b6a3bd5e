import { join } from 'node:path'
import type { Contract } from '../contract/schema.ts'
import { composeEnvironment, type Environment } from '../generate/environment.ts'
import type { LocalPorts } from './local-addresses.ts'
import { localAddresses } from './local-addresses.ts'
import { LOOPBACK } from './ports.ts'
import type { RuntimeFolder } from './runtime-folder.ts'

/** The secret's path within the configuration: Alertmanager shows it, the server asks for it. */
export const WEBHOOK_TOKEN_FILE = 'secrets/webhook-token'

/** Where the parts of a local stack are, as generate/ needs it to write their configuration. */
export function localEnvironment(
  contract: Pick<Contract, 'service' | 'resources'>,
  { ports, runtime }: { readonly ports: LocalPorts; readonly runtime: RuntimeFolder },
): Environment {
  const at = (port: number) => ({ address: `${LOOPBACK}:${port}` })
  const { server } = localAddresses(ports)
  return {
    ...composeEnvironment(contract),
    name: 'local',
    targets: {
      service: at(ports.demoMetrics),
      poller: at(ports.poller),
      server: at(ports.server),
      prometheus: at(ports.prometheus),
      alertmanager: at(ports.alertmanager),
    },
    runTargetFiles: join(runtime.targets, '*.json'),
    webhook: {
      url: `${server}/api/alerts`,
      credentialsFile: join(runtime.config, WEBHOOK_TOKEN_FILE),
    },
    secretsFolder: join(runtime.config, 'secrets'),
    dashboardBaseUrl: server,
    runbookBaseUrl: `${server}/runbooks`,
  }
}
