import type { Contract } from '../contract/schema.ts'
import type { Env } from './project.ts'

/** How the local Alertmanager reaches people: `notify` as far as its variables are set. */
export interface LocalDelivery {
  readonly notify: Contract['notify']
  /** File name -> secret; Alertmanager reads them at each notification. */
  readonly secrets: ReadonlyMap<string, string>
  /** host:port of the mail relay. */
  readonly smtpSmarthost?: string
  /** What is left out, and why. */
  readonly trouble: readonly string[]
}

/** Takes the secrets that `notify` names from the environment; what has none is left out and said. */
export function localDelivery({ notify }: Pick<Contract, 'notify'>, env: Env): LocalDelivery {
  const { slack, pagerduty, email, webhook } = notify
  const variables = {
    slack: slack?.urlEnv,
    pagerduty: pagerduty?.routingKeyEnv,
    email: email?.smarthostEnv,
    webhook: webhook?.urlEnv,
  }
  const missing = Object.entries(variables).filter(([, name]) => name !== undefined && !env[name])
  const left = new Set(missing.map(([channel]) => channel))
  const secrets = [slack?.urlEnv, pagerduty?.routingKeyEnv].flatMap((name) => {
    const value = name && env[name]
    return name && value ? [[name, value] as const] : []
  })
  const smtpSmarthost = email && env[email.smarthostEnv]
  return {
    notify: {
      ...(slack && !left.has('slack') && { slack }),
      ...(pagerduty && !left.has('pagerduty') && { pagerduty }),
      ...(email && !left.has('email') && { email }),
      ...(webhook && !left.has('webhook') && { webhook }),
    },
    secrets: new Map(secrets),
    ...(smtpSmarthost && { smtpSmarthost }),
    trouble: missing.map(
      ([channel, name]) => `nobody is told by notify.${channel}: ${name} is not set`,
    ),
  }
}
