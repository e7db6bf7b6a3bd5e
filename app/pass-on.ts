import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PlimsollError } from '../contract/errors.ts'
import type { Notify } from '../contract/service.ts'
import type { Env } from './project.ts'

/** Passes one of Alertmanager's webhooks on, as it came. */
export type PassOn = (webhook: { readonly receiver?: unknown }) => Promise<void>

/** Receivers that are people's; alerts of runs and the watchdog's beat stay here (alerts/alertmanager-config.ts). */
const PEOPLE = new Set<unknown>(['tickets', 'pages'])

/** Alertmanager gives up a webhook after 10 s by itself and tries again: we answer before. */
const ANSWER_WITHIN_MS = 8000

/**
 * Where `notify.webhook` leads: the variable's value, else the content of the file named after it in the
 * folder of secrets. Alertmanager 0.25 can read no webhook URL from a file, so the server passes on.
 */
export function webhookUrl({ webhook }: Notify, env: Env): string | undefined {
  if (webhook === undefined) return undefined
  const named = env[webhook.urlEnv]?.trim()
  if (named) return named
  const folder = env.PLIMSOLL_SECRETS_FOLDER
  const file = folder && join(folder, webhook.urlEnv)
  return file && existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
}

/**
 * Sends what people are to be told to a webhook of the same form. A failure is thrown, so that
 * Alertmanager, which waits for our answer, tries again: it is delivered at least once or not at all acknowledged.
 */
export function passOnTo(url: string | undefined): PassOn {
  if (url === undefined) return async () => undefined
  return async (webhook) => {
    if (!PEOPLE.has(webhook.receiver)) return
    const why = await send(url, JSON.stringify(webhook))
    if (why === undefined) return
    // The URL is a secret: only its host is told.
    const host = URL.canParse(url) ? new URL(url).host : 'an address that is no URL'
    throw new PlimsollError('NOTIFY_FAILED', `the webhook at ${host} did not take it: ${why}`, {
      hint: 'Alertmanager tries again; check the URL that notify.webhook.urlEnv names',
    })
  }
}

async function send(url: string, body: string): Promise<string | undefined> {
  try {
    const { ok, status } = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    })
    return ok ? undefined : `HTTP ${status}`
  } catch (error) {
    const { cause, name } = error as Error
    return (cause as NodeJS.ErrnoException | undefined)?.code ?? name
  }
}
