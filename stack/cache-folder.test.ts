import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cacheFolder } from './cache-folder.ts'

test('a plain user keeps the cache in the home folder, or where XDG_CACHE_HOME says', () => {
  assert.equal(cacheFolder({ HOME: '/home/ada' }, 1000), '/home/ada/.cache/plimsoll')
  const env = { HOME: '/home/ada', XDG_CACHE_HOME: '/big/cache' }
  assert.equal(cacheFolder(env, 1000), '/big/cache/plimsoll')
})

test('root keeps it outside /root, where the uid of PostgreSQL can read it', () => {
  assert.equal(cacheFolder({ HOME: '/root' }, 0), '/var/cache/plimsoll')
})

test('PLIMSOLL_CACHE wins for everyone', () => {
  assert.equal(cacheFolder({ PLIMSOLL_CACHE: '/srv/p', HOME: '/root' }, 0), '/srv/p')
})
