import assert from 'node:assert/strict'
import { test } from 'node:test'
import { RouteTrie } from './route-trie.ts'

function trieOf(...templates: string[]): RouteTrie<string> {
  const trie = new RouteTrie<string>()
  for (const template of templates) {
    const [method = '', path = ''] = template.split(' ')
    trie.add(method, path, path)
  }
  return trie
}

test('a template matches its paths, whatever the query and one trailing slash', () => {
  const trie = trieOf('GET /', 'GET /agents', 'GET /agents/:id/tasks')

  assert.equal(trie.match('GET', '/'), '/')
  assert.equal(trie.match('GET', '/?page=2'), '/')
  assert.equal(trie.match('GET', '/agents/'), '/agents')
  assert.equal(trie.match('GET', '/agents?industry=a/b'), '/agents')
  assert.equal(trie.match('GET', '/agents/7/tasks/?x=1'), '/agents/:id/tasks')
})

test('other paths match nothing', () => {
  const trie = trieOf('GET /agents', 'GET /agents/:id/tasks')

  for (const url of ['/', '/agent', '/agents/7', '/agents//tasks', '/agents/7/tasks/8', '', '*']) {
    assert.equal(trie.match('GET', url), undefined, url)
  }
})

test('a literal goes before a parameter, and is given up where it leads nowhere', () => {
  const trie = trieOf('GET /a/:id', 'GET /a/new', 'GET /a/:id/edit', 'POST /a/search')

  assert.equal(trie.match('GET', '/a/new'), '/a/new')
  assert.equal(trie.match('GET', '/a/new/edit'), '/a/:id/edit')
  assert.equal(trie.match('GET', '/a/search'), '/a/:id')
  assert.equal(trie.match('POST', '/a/search'), '/a/search')
})

test('HEAD takes the route of GET, no other method does', () => {
  const trie = trieOf('GET /a')

  assert.equal(trie.match('HEAD', '/a'), '/a')
  assert.equal(trie.match('DELETE', '/a'), undefined)
})

test('an encoded slash stays inside its segment, as in Express', () => {
  assert.equal(trieOf('GET /a/:id').match('GET', '/a/b%2Fc'), '/a/:id')
})
