/** Names that promise a secret, in headers and in query strings. */
const SECRET = /auth|cookie|token|secret|password|passwd|api[-_]?key|credential|session|signature/i
const REMOVED = '[removed]'

/** First line and headers of a message as evidence: values of headers and query parameters that promise a secret are removed. */
export function redactedHead(text: string): string {
  const [firstLine = '', ...headers] = text.split('\r\n\r\n')[0]?.split('\r\n') ?? []
  return [redactedQuery(firstLine), ...headers.map(redactedHeader)].join('\n')
}

function redactedQuery(line: string): string {
  return line.replace(/([?&])([^=&\s]+)=([^&\s]*)/g, (whole, mark: string, name: string) =>
    SECRET.test(name) ? `${mark}${name}=${REMOVED}` : whole,
  )
}

function redactedHeader(line: string): string {
  const colon = line.indexOf(':')
  const name = line.slice(0, colon)
  return SECRET.test(name) ? `${name}: ${REMOVED}` : line
}
