import { promisesSecret } from '../contract/secret-names.ts'

const REMOVED = '[removed]'

/**
 * A shorter value stands within other words by chance: `eu` in `queue`, `1` in `HTTP/1.1`. It is removed where it is a
 * word of its own, as a path segment, a parameter or a header has it.
 */
const SHORTEST_ANYWHERE = 4

/**
 * First line and headers of a message as evidence: values of headers and query parameters that promise a secret are
 * removed, tokens are by their form, and the given secrets wherever they stand. Bodies are never kept.
 */
export function redactedHead(text: string, secrets: readonly string[] = []): string {
  const [firstLine = '', ...headers] = text.split('\r\n\r\n')[0]?.split('\r\n') ?? []
  const lines = [redactedQuery(firstLine), ...headers.map(redactedHeader)]
  return withoutSecrets(lines.join('\n'), secrets)
}

/** The text without these values, raw or as they stand in a path or query, and without bearer tokens and JWTs (RFC 6750, RFC 7519). */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const longestFirst = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret.toWellFormed())])
    .toSorted((a, b) => b.length - a.length)
  const rest = longestFirst.reduce(
    (left, secret) => left.replaceAll(placeOf(secret), REMOVED),
    text,
  )
  return rest
    .replace(/\b(Bearer|Basic) [\w.~+/=-]+/gi, `$1 ${REMOVED}`)
    .replace(/\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?/g, REMOVED)
}

function placeOf(secret: string): string | RegExp {
  if (secret.length >= SHORTEST_ANYWHERE) return secret
  return new RegExp(`(?<![\\p{L}\\p{N}_.])${RegExp.escape(secret)}(?![\\p{L}\\p{N}_.])`, 'gu')
}

function redactedQuery(line: string): string {
  return line.replace(/([?&;])([^=&\s]+)=([^&\s]*)/g, (whole, mark: string, name: string) =>
    promisesSecret(name) ? `${mark}${name}=${REMOVED}` : whole,
  )
}

function redactedHeader(line: string): string {
  const colon = line.indexOf(':')
  const name = line.slice(0, colon)
  return promisesSecret(name) ? `${name}: ${REMOVED}` : redactedQuery(line)
}
