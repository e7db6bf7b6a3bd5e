/** An answer as checks and extractions see it. */
export interface Received {
  readonly status: number
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[]
  readonly bodyBytes: number
  /** Only there when the step asked for it. */
  readonly body: string
  /** From the send to the end of the answer, milliseconds. */
  readonly latencyMs: number
}

/** Value of a header, joined by commas when it came several times; undefined when it did not come. */
export function headerValue(
  rawHeaders: readonly string[],
  lowerCaseName: string,
): string | undefined {
  let found: string | undefined
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() !== lowerCaseName) continue
    const value = rawHeaders[i + 1] ?? ''
    found = found === undefined ? value : `${found}, ${value}`
  }
  return found
}

/** The body as JSON, undefined when it is none. */
export function bodyJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}
