import { Router } from 'express'
import { PlimsollError } from '../../contract/errors.ts'
import type { ServerParts } from '../server-parts.ts'

/** Prometheus' reading endpoints that dashboards and the list of alerts need; nothing that administers or tells configuration. */
const ALLOWED = /^(?:query|query_range|alerts|series|labels|label\/[A-Za-z_]\w*\/values)$/
const PARAMETERS = ['query', 'time', 'start', 'end', 'step', 'timeout', 'limit', 'match[]']
const DEADLINE_MS = 30_000

/** `GET /api/prometheus/*`: read-only and by name, so that the console needs no second origin. */
export function prometheusRoute({ prometheusUrl }: ServerParts): Router {
  const router = Router()
  router.get('/api/prometheus/*path', async (request, response, next) => {
    const path = ([] as string[]).concat(request.params.path).join('/')
    if (!ALLOWED.test(path)) return next()
    const base = await prometheusUrl()
    if (!base) throw noPrometheus('no Prometheus is known')
    const given = new URL(request.url, 'http://console').searchParams
    const asked = new URL(`${base.replace(/\/$/, '')}/api/v1/${path}`)
    for (const [name, value] of given) {
      if (PARAMETERS.includes(name)) asked.searchParams.append(name, value)
    }
    const answer = await fetch(asked, { signal: AbortSignal.timeout(DEADLINE_MS) }).catch(
      (cause) => {
        throw noPrometheus('Prometheus does not answer', cause)
      },
    )
    response
      .status(answer.status)
      .type(answer.headers.get('content-type') ?? 'application/json')
      .send(Buffer.from(await answer.arrayBuffer()))
  })
  return router
}

function noPrometheus(message: string, cause?: unknown): PlimsollError {
  return new PlimsollError('TARGET_UNREACHABLE', message, {
    hint: 'start it: plimsoll up; or name one: plimsoll serve --prometheus URL',
    cause,
  })
}
