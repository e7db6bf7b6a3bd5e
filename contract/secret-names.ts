const PROMISING =
  /auth|cookie|token|secret|password|passwd|api[-_]?key|credential|session|signature|csrf|xsrf|jwt/i

/** Whether a header, query parameter, variable or JSON path of this name promises a secret: its value is never printed or kept. */
export function promisesSecret(name: string): boolean {
  return PROMISING.test(name)
}
