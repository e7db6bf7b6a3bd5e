import { json, Router } from 'express'
import { changeRunningLoad, stopRunningRun } from '../../app/live-relay.ts'
import { listProfiles } from '../../app/profiles.ts'
import { findRun, listRuns } from '../../app/recorded-runs.ts'
import { parseLevelCommand } from '../../contract/load-command.ts'
import { parseRunRequest } from '../run-request.ts'
import type { ServerParts } from '../server-parts.ts'

const LISTED = 200
const BODY_LIMIT = '16kb'

/** Runs: the list, one of them, start, change, pause, resume and stop. */
export function runsRoute({ project, startRun }: ServerParts): Router {
  const router = Router()
  router.get('/api/runs', (_request, response) => {
    response.json(listRuns(project, LISTED))
  })
  router.get('/api/runs/:id', (request, response) => {
    const { run, record } = findRun(project, request.params.id)
    response.json({ run, record: record ?? null })
  })
  router.get('/api/profiles', async (_request, response) => {
    response.json(await listProfiles(project))
  })
  router.post('/api/runs', json({ limit: BODY_LIMIT }), async (request, response) => {
    const { runId } = await startRun(parseRunRequest(request.body))
    response.status(202).json({ runId })
  })
  router.post('/api/runs/current/load', json({ limit: BODY_LIMIT }), async (request, response) => {
    response.status(202).json(await changeRunningLoad(project, parseLevelCommand(request.body)))
  })
  for (const kind of ['pause', 'resume'] as const) {
    router.post(`/api/runs/current/${kind}`, async (_request, response) => {
      response.status(202).json(await changeRunningLoad(project, { kind }))
    })
  }
  router.post('/api/runs/current/stop', async (_request, response) => {
    const { id } = await stopRunningRun(project)
    response.status(202).json({ runId: id })
  })
  return router
}
