import assert from 'node:assert/strict'
import { test } from 'node:test'
import { UserCookies } from './cookie-jar.ts'

const request = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: shop.example\r\n\r\n`

/** Cookies that a jar sends to a path. */
function sent(jar: UserCookies, path: string): string {
  return /^Cookie: (.*)$/m.exec(jar.written(request(path)))?.[1] ?? ''
}

function aJar(site: string, path: string, ...setCookies: string[]): UserCookies {
  const jar = new UserCookies(site)
  jar.written(request(path))
  jar.keep(['Date', 'today', ...setCookies.flatMap((each) => ['set-cookie', each])])
  return jar
}

test('cookies stand right after the request line, and nothing else changes', () => {
  const jar = aJar('http://shop.example', '/', 'a=1', 'b=2; HttpOnly')

  assert.equal(
    jar.written(request('/x?q=1')),
    'GET /x?q=1 HTTP/1.1\r\nCookie: a=1; b=2\r\nHost: shop.example\r\n\r\n',
  )
  assert.equal(new UserCookies('http://shop.example').written(request('/')), request('/'))
})

test('a cookie goes to its path, and by default to where it was set', () => {
  const jar = aJar('http://shop.example', '/shop/cart', 'wide=1; Path=/', 'cart=2')

  assert.equal(sent(jar, '/shop/pay'), 'cart=2; wide=1')
  assert.equal(sent(jar, '/other'), 'wide=1')
})

test('a cookie of another domain is refused, one of the parent domain is kept', () => {
  const jar = aJar(
    'http://api.shop.example',
    '/',
    'mine=1; Domain=shop.example',
    'theirs=2; Domain=evil.example',
    'public=3; Domain=com',
  )

  assert.equal(sent(jar, '/'), 'mine=1')
})

test('Secure cookies go over TLS alone; on this machine anything does, as in browsers', () => {
  assert.equal(sent(aJar('http://shop.example', '/', 's=1; Secure'), '/'), '')
  assert.equal(sent(aJar('https://shop.example', '/', 's=1; Secure'), '/'), 's=1')
  assert.equal(sent(aJar('http://127.0.0.1:8080', '/', 's=1; Secure'), '/'), 's=1')
})

test('expired cookies go, a newer value replaces the older', () => {
  const jar = aJar('http://shop.example', '/', 'a=1', 'b=2', 'c=3; Max-Age=100')
  jar.keep(['Set-Cookie', 'a=0; Max-Age=0', 'Set-Cookie', 'b=4', 'Set-Cookie', 'junk'])
  jar.keep(['Set-Cookie', 'c=; Expires=Thu, 01 Jan 1970 00:00:00 GMT'])

  assert.equal(sent(jar, '/'), 'b=4')
})
