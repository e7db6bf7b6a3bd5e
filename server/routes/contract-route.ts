import { Router } from 'express'
import { readableContract } from '../../app/readable-contract.ts'
import type { ServerParts } from '../server-parts.ts'

/** `GET /api/contract`: what the service promised, and what the linter says of it. */
export function contractRoute({ project }: Pick<ServerParts, 'project'>): Router {
  const router = Router()
  router.get('/api/contract', async (_request, response) => {
    response.json(await readableContract(project))
  })
  return router
}
