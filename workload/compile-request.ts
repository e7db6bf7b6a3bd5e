import type { Endpoint } from '../contract/endpoints.ts'
import { PlimsollError } from '../contract/errors.ts'
import type { Step } from '../contract/journeys.ts'
import {
  filled,
  joined,
  jsonTemplate,
  plain,
  type Template,
  template,
  type Variables,
} from './template.ts'

/** A request as text with holes, ready to be written on a connection. */
export interface CompiledRequest {
  /** Request line and headers, without Content-Length and the empty line. */
  readonly head: Template
  /** Undefined for a request without a body. */
  readonly body: Template | undefined
  /** The whole text when nothing in it varies. */
  readonly fixed: string | undefined
}

/** Where requests go: what stands in the Host header, and the path that the base URL puts before every endpoint's. */
export interface RequestOrigin {
  readonly host: string
  readonly basePath: string
  /** false tells the server to close the connection after its answer. */
  readonly keepAlive?: boolean
}

/** A server waits for the body of these unless told there is none (RFC 9110 section 8.6). */
const METHODS_WITH_BODY = ['POST', 'PUT', 'PATCH']

/** The HTTP/1.1 request of a step. */
export function compiledRequest(
  endpoint: Endpoint,
  step: Step,
  origin: RequestOrigin,
): CompiledRequest {
  const body = step.body === undefined ? undefined : bodyTemplate(step.body)
  const head = joined([
    plain(`${endpoint.method} ${origin.basePath}`),
    pathTemplate(endpoint, step),
    queryTemplate(step),
    plain(' HTTP/1.1'),
    ...headers(step, origin).flatMap(([name, value]) => [
      plain(`\r\n${name}: `),
      template(value, 'header'),
    ]),
  ])
  const request = { head, body: body ?? emptyBody(endpoint.method), fixed: undefined }
  const varies = head.holes.length > 0 || (body?.holes.length ?? 0) > 0
  return varies ? request : { ...request, fixed: requestText(request, {}) }
}

/** The bytes of a request (as text, UTF-8) with its Content-Length; undefined when a variable has no value. */
export function requestText(request: CompiledRequest, variables: Variables): string | undefined {
  if (request.fixed !== undefined) return request.fixed
  const head = filled(request.head, variables)
  if (request.body === undefined) return head && `${head}\r\n\r\n`
  const body = filled(request.body, variables)
  if (head === undefined || body === undefined) return undefined
  return `${head}\r\nContent-Length: ${utf8Length(body)}\r\n\r\n${body}`
}

/** Bytes of the text in UTF-8; a lone surrogate becomes U+FFFD, three bytes. */
export function utf8Length(text: string): number {
  let bytes = text.length
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) continue
    if (unit < 0x800) bytes++
    else if (isPair(unit, text.charCodeAt(i + 1))) {
      bytes += 2 // two units, four bytes
      i++
    } else bytes += 2
  }
  return bytes
}

function isPair(unit: number, next: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00 && next >= 0xdc00 && next < 0xe000
}

function pathTemplate(endpoint: Endpoint, step: Step): Template {
  const parts = endpoint.path.split(/:([A-Za-z_]\w*)/) // text, parameter, text ...
  return joined(
    parts.map((part, i) => {
      if (i % 2 === 0) return plain(part)
      const value = step.params?.[part]
      if (value !== undefined) return template(String(value), 'url', encodeURIComponent)
      throw new PlimsollError(
        'CONTRACT_INVALID',
        `a step of endpoint ${endpoint.name} gives no value for :${part} of ${endpoint.path}`,
        { hint: `add params: { ${part}: ... } to the step` },
      )
    }),
  )
}

function queryTemplate({ query = {} }: Step): Template {
  return joined(
    Object.entries(query).flatMap(([key, value], i) => [
      plain(`${i === 0 ? '?' : '&'}${encodeURIComponent(key)}=`),
      template(String(value), 'url', encodeURIComponent),
    ]),
  )
}

function headers(
  { headers: own = {}, body }: Step,
  { host, keepAlive }: RequestOrigin,
): [string, string][] {
  const given = new Set(Object.keys(own).map((name) => name.toLowerCase()))
  const json = body !== undefined && typeof body !== 'string'
  const defaults: [string, string][] = [
    ['Host', host],
    ['Connection', keepAlive === false ? 'close' : 'keep-alive'],
    ['User-Agent', 'plimsoll'],
    ...(json ? [['Content-Type', 'application/json'] as [string, string]] : []),
  ]
  return [
    ...defaults.filter(([name]) => !given.has(name.toLowerCase())),
    ...Object.entries(own).filter(([name]) => name.toLowerCase() !== 'content-length'),
  ]
}

function bodyTemplate(body: unknown): Template {
  return typeof body === 'string' ? template(body, 'plain') : jsonTemplate(body)
}

function emptyBody(method: string): Template | undefined {
  return METHODS_WITH_BODY.includes(method) ? plain('') : undefined
}
