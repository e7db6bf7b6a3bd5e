import type { RequestHandler, Response } from 'express'
import { type Fault, fault } from './fault.ts'
import { numberParam, type ParamRules, pathOf, routeParam } from './fault-params.ts'

/** A request before its handler; a `spared` one (health) is struck only where a fault names its route. */
export interface GatedRequest {
  readonly route: string
  readonly spared: boolean
  readonly res: Response
}

/** What a fault does to a request; a promise holds the request back until it settles. */
export type Strike = (request: GatedRequest) => Promise<void> | undefined

/** A fault that strikes a share of the requests, of one route or of all. */
export interface RequestFault {
  readonly fault: Fault
  readonly strike: Strike
}

/** What decides which requests are struck: the routes there are, and chance. */
export interface Aim {
  readonly routes: ReadonlySet<string>
  readonly random: () => number
}

interface Targeted {
  readonly ratio: number
  readonly route: string | undefined
}

/** Adds `ratio` and `route` to a fault's own parameters and strikes where they say. */
export function requestFault<P extends object>(
  { routes, random }: Aim,
  spec: {
    name: string
    rules: ParamRules<P>
    /** Where set, `ratio` must be given: there is no sensible share to assume. */
    ratioRequired?: boolean
    strike: (params: P, res: Response) => Promise<void> | undefined
    start?: (params: P) => void
    stop?: () => void
    state: () => Readonly<Record<string, number>>
  },
): RequestFault {
  let active: (P & Targeted) | undefined
  const targetRules: ParamRules<Targeted> = {
    ratio: spec.ratioRequired ? numberParam(0, 1) : numberParam(0, 1, 1),
    route: routeParam(routes),
  }
  const isHit = (target: Targeted, { route, spared }: GatedRequest): boolean =>
    (target.route === undefined
      ? !spared
      : target.route === route || target.route === pathOf(route)) && random() < target.ratio

  return {
    fault: fault<P & Targeted>({
      name: spec.name,
      rules: { ...spec.rules, ...targetRules } as ParamRules<P & Targeted>,
      start: (params) => {
        spec.start?.(params)
        active = params
      },
      stop: () => {
        active = undefined
        spec.stop?.()
      },
      state: spec.state,
    }),
    strike: (request) =>
      active && isHit(active, request) ? spec.strike(active, request.res) : undefined,
  }
}

/** The handler that goes before a route's own, so that every fault has its say. */
export type FaultGate = (route: string, spared: boolean) => RequestHandler

export function faultGate(strikes: readonly Strike[]): FaultGate {
  return (route, spared) => async (_req, res, next) => {
    for (const strike of strikes) {
      const held = strike({ route, spared, res })
      if (held) await held
    }
    // Held back until its client left: nobody is there to be answered.
    if (!res.destroyed) next()
  }
}
