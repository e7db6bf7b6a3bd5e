import { createHash, timingSafeEqual } from 'node:crypto'
import express, { type RequestHandler, Router } from 'express'
import type { FaultSwitches } from '../faults/fault-switches.ts'
import { HttpProblem } from '../http-problem.ts'

/** The fault switches as an API; every call needs the bearer token. */
export function adminFaultRoutes(switches: FaultSwitches, token: string): Router {
  const router = Router()
  router.use(bearerGuard(token))
  router.get('/', (_req, res) => {
    res.json({ faults: switches.list() })
  })
  router.put('/:name', express.json({ limit: '16kb' }), async (req, res) => {
    res.json(await switches.switchOn(req.params.name, req.body))
  })
  router.delete('/:name', async (req, res) => {
    res.json(await switches.switchOff(req.params.name))
  })
  router.delete('/', async (_req, res) => {
    res.json({ faults: await switches.switchAllOff() })
  })
  return router
}

/** Compares digests: equal lengths for timingSafeEqual whatever was sent. */
function bearerGuard(token: string): RequestHandler {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const expected = digest(`Bearer ${token}`)
  return (req, res, next) => {
    if (timingSafeEqual(digest(req.get('authorization') ?? ''), expected)) return next()
    res.set('WWW-Authenticate', 'Bearer')
    throw new HttpProblem(401, 'unauthorized', 'a bearer token is required')
  }
}
