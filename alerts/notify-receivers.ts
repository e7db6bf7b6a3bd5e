import type { Notify } from '../contract/service.ts'

/** One receiver of Alertmanager's configuration. */
export interface Receiver {
  readonly name: string
  readonly [integration: `${string}_configs`]: readonly object[]
}

/**
 * Alertmanager expands no environment variables, and 0.25 can read no webhook URL from a file. It does
 * read these secrets from files, at each notification: one file a variable, named after it.
 */
export interface SecretPlaces {
  readonly secretsFolder: string
  /** host:port; no secret, and Alertmanager can read it from no file. */
  readonly smtpSmarthost: string
}

type Integrations = Omit<Receiver, 'name'>

const TITLE = '{{ .CommonAnnotations.summary }}'
const TEXT = [
  '{{ range .Alerts }}{{ .Status }}: {{ .Annotations.summary }}',
  '{{ .Annotations.description }}',
  'runbook {{ .Annotations.runbook_url }}, dashboard {{ .Annotations.dashboard_url }}',
  '{{ end }}',
].join('\n')

/** What the contract's `notify` adds to tickets and to pages. A pager is called for pages alone. */
export function notifyReceivers(
  { slack, email, pagerduty }: Notify,
  { secretsFolder, smtpSmarthost }: SecretPlaces,
): { readonly tickets: Integrations; readonly pages: Integrations } {
  const secret = (variable: string): string => `${secretsFolder}/${variable}`
  return {
    tickets: {
      ...(slack && {
        slack_configs: [
          {
            api_url_file: secret(slack.urlEnv),
            channel: slack.channel,
            send_resolved: true,
            title: TITLE,
            text: TEXT,
          },
        ],
      }),
      ...(email && {
        email_configs: [
          { to: email.to, from: email.from, smarthost: smtpSmarthost, send_resolved: true },
        ],
      }),
    },
    pages: pagerduty
      ? {
          pagerduty_configs: [
            {
              routing_key_file: secret(pagerduty.routingKeyEnv),
              send_resolved: true,
              description: TITLE,
            },
          ],
        }
      : {},
  }
}
