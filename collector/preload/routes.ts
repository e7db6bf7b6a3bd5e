import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage } from 'node:http'
import type { Instrumentation } from '../../series/instrumentation.ts'
import { BoundedNames, OTHER } from './bounded-names.ts'
import type { Guard } from './guard.ts'
import type { HistogramFamily } from './histogram.ts'
import { RouteHistograms } from './route-histograms.ts'
import { RouteTrie } from './route-trie.ts'

/** Finds the route of a finished request. `url` is the one it came with: routers rewrite `request.url`. */
export type RouteOf = (request: IncomingMessage, url: string) => RouteHistograms

/**
 * Statuses every known route has at zero from the start, so that `increase` sees the first failure: a bug, and a
 * refusal under load. Others (502, 504) would add a whole histogram a route each for what services rarely answer.
 */
const FAILURE_STATUSES = [500, 503]

/** Most routes taken from a framework, whose names may hold text from the request. */
const MAX_FRAMEWORK_ROUTES = 100

/** The contract's path templates; everything else is the route `other`. */
export function contractRoutes(
  routes: Instrumentation['routes'],
  family: HistogramFamily,
): RouteOf {
  const trie = new RouteTrie<RouteHistograms>()
  const byTemplate = new Map<string, RouteHistograms>()
  for (const { method, path } of routes) {
    const route = byTemplate.get(path) ?? new RouteHistograms(family, path)
    byTemplate.set(path, route)
    trie.add(method, path, route)
    for (const status of FAILURE_STATUSES) route.histogram(method, status)
  }
  const other = new RouteHistograms(family, OTHER)
  return (request, url) => trie.match(request.method ?? '', url) ?? other
}

const FASTIFY_ROUTE = Symbol('plimsoll.fastify-route')

/** What Express leaves on a request, and what we note there for Fastify. */
interface RoutedRequest extends IncomingMessage {
  baseUrl?: unknown
  route?: { path?: unknown }
  [FASTIFY_ROUTE]?: string
}

/** What Fastify 5 publishes as it calls a handler. */
interface FastifyHandling {
  readonly request: { readonly raw: RoutedRequest }
  readonly route: { readonly url?: string }
}

/** The framework's own route (Express, Fastify), where there is no contract. */
export function frameworkRoutes(family: HistogramFamily, guard: Guard): RouteOf {
  const names = new BoundedNames(MAX_FRAMEWORK_ROUTES)
  const byName = new Map<string, RouteHistograms>()
  subscribe(
    'tracing:fastify.request.handler:start',
    guard.handler('reading a Fastify route', (message) => {
      const { request, route } = message as FastifyHandling
      if (route.url !== undefined) request.raw[FASTIFY_ROUTE] = route.url
    }),
  )
  return (request, url) => {
    const name = names.admit(frameworkRoute(request as RoutedRequest, url) ?? OTHER)
    const route = byName.get(name) ?? new RouteHistograms(family, name)
    byName.set(name, route)
    return route
  }
}

function frameworkRoute(request: RoutedRequest, url: string): string | undefined {
  if (request[FASTIFY_ROUTE] !== undefined) return request[FASTIFY_ROUTE]
  const path = request.route?.path
  if (typeof path !== 'string') return undefined
  const base = typeof request.baseUrl === 'string' ? request.baseUrl : ''
  const route = base.split('/').map(withoutValue).join('/') + path
  // After an error Express empties baseUrl: '/orders/:id' would then be called '/:id'.
  const exact = !/[*{(?+]/.test(path)
  return exact && segmentCount(route) !== segmentCount(url.split('?', 1)[0] ?? '')
    ? undefined
    : route
}

/** A mount path with parameters stands in baseUrl with their values; what looks like one gets a name. */
function withoutValue(segment: string): string {
  return /\d/.test(segment) && !/^v\d+$/.test(segment) ? ':value' : segment
}

function segmentCount(path: string): number {
  return path.split('/').filter((part) => part !== '').length
}
