import type { Express, RequestHandler } from 'express'
import type { FaultGate } from '../faults/request-fault.ts'

export type Method = 'get' | 'post' | 'delete'

/** Adds a route behind the fault gate, so that no route can be forgotten by it. */
export type AddRoute = (method: Method, path: string, ...handlers: RequestHandler[]) => void

export function routeAdder(
  app: Express,
  routes: Set<string>,
  gate: FaultGate,
  sparedPath: string,
): AddRoute {
  return (method, path, ...handlers) => {
    const route = `${method.toUpperCase()} ${path}`
    routes.add(route)
    app[method](path, gate(route, path === sparedPath), ...handlers)
  }
}
