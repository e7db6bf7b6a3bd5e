import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Router } from 'express'
import { sendError } from '../http-error.ts'

/** `GET /api/runbooks` names them, `GET /api/runbooks/:name` is one as Markdown: what to do when its alert fires. */
export function runbooksRoute(): Router {
  const router = Router()
  const folder = fileURLToPath(new URL('../../docs/runbooks/', import.meta.url))
  const names = readdirSync(folder).flatMap((file) => /^(.+)\.md$/.exec(file)?.[1] ?? [])
  router.get('/api/runbooks', (_request, response) => {
    response.json({ runbooks: names })
  })
  router.get('/api/runbooks/:name', (request, response) => {
    const { name } = request.params
    if (names.includes(name)) response.sendFile(`${name}.md`, { root: folder })
    else sendError(response, 404, 'NOT_FOUND', `there is no runbook "${name}"`)
  })
  return router
}
