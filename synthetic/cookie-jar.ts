import { CookieJar } from 'tough-cookie'

/** The cookies of one user, kept and sent by RFC 6265: by path, domain, expiry and Secure, as a browser would. */
export class UserCookies {
  readonly #site: string
  readonly #jar = new CookieJar()
  #url = ''

  /** @param site scheme and host that the user believes to visit: `https://shop.example:8443` */
  constructor(site: string) {
    this.#site = site
  }

  /** The request with the cookies that belong to its path. */
  written(request: string): string {
    const path = request.slice(request.indexOf(' ') + 1, request.indexOf(' HTTP/1.1\r\n'))
    this.#url = `${this.#site}${path}`
    const cookies = this.#jar.getCookieStringSync(this.#url)
    if (cookies === '') return request
    const afterLine = request.indexOf('\r\n') + 2
    return `${request.slice(0, afterLine)}Cookie: ${cookies}\r\n${request.slice(afterLine)}`
  }

  /** Keeps what the answer to the last request sets; what a browser would refuse is left out. */
  keep(rawHeaders: readonly string[]): void {
    for (let i = 0; i < rawHeaders.length; i += 2) {
      if (rawHeaders[i]?.toLowerCase() !== 'set-cookie') continue
      this.#jar.setCookieSync(rawHeaders[i + 1] ?? '', this.#url, { ignoreError: true })
    }
  }
}
