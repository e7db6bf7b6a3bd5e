import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { targetFailure } from '../synthetic/target-failure.ts'

/** A page that is longer is cut: nobody reads a body of unknown length to its end. */
const MOST_BYTES = 16 * 1024 * 1024

export interface UrlAnswer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

export interface UrlQuestion {
  readonly method?: 'GET' | 'POST'
  readonly body?: string
  readonly type?: string
  /** Skips the verification of the certificate. */
  readonly insecure?: boolean
  readonly deadlineMs: number
}

/** One request on a connection of its own; redirects are answers. Rejects when there is no answer in time. */
export function askUrl(address: string, question: UrlQuestion): Promise<UrlAnswer> {
  const { method = 'GET', body, type, insecure = false, deadlineMs } = question
  const url = new URL(address)
  return new Promise((resolve, reject) => {
    const options = {
      method,
      agent: false,
      signal: AbortSignal.timeout(deadlineMs),
      ...(type !== undefined && { headers: { 'content-type': type } }),
    }
    const request =
      url.protocol === 'https:'
        ? httpsRequest(url, { ...options, rejectUnauthorized: !insecure })
        : httpRequest(url, options)
    request.once('error', reject)
    request.once('response', (response) => {
      const { statusCode: status = 0, headers } = response
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
        if (text.length > MOST_BYTES) response.destroy(new Error('the answer is too long'))
      })
      response.once('error', reject)
      response.once('end', () => resolve({ status, headers, text }))
    })
    request.end(body)
  })
}

/** Why a request had no answer, in words a user knows. */
export function whyUnanswered(error: unknown, deadlineMs: number): string {
  return targetFailure(error, deadlineMs).reason
}
