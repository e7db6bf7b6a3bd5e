import type { Redis } from 'ioredis'
import { HttpProblem } from '../http-problem.ts'
import { type Fault, fault } from './fault.ts'
import { wholeNumberParam } from './fault-params.ts'

const bytesPerMegabyte = 1024 * 1024
const prefix = 'fault:redis-memory:'
/** Room for Redis' own header: one byte more and jemalloc would take a quarter more for each value. */
const headerBytes = 1024
/** What a killed service leaves behind goes by itself. */
const longestSeconds = 3600
const scanCount = 1000

/** Fills Redis with values under a prefix of its own, until the megabytes are there. */
export function redisMemoryFault(redis: Redis): Fault {
  let writtenBytes = 0
  return fault<{ megabytes: number }>({
    name: 'redis-memory',
    rules: { megabytes: wholeNumberParam(1, 4096) },
    start: async ({ megabytes, forSeconds = longestSeconds }) => {
      const value = Buffer.alloc(bytesPerMegabyte - headerBytes, 'x')
      const seconds = Math.ceil(Math.min(forSeconds, longestSeconds))
      try {
        for (let key = 0; key < megabytes; key += 1) {
          await redis.set(prefix + key, value, 'EX', seconds)
          writtenBytes += value.length
        }
      } catch (cause) {
        const reason = (cause as Error).message
        const text = `only ${writtenBytes} bytes could be written: ${reason}`
        throw new HttpProblem(409, 'fault_not_started', text, { cause })
      }
    },
    stop: async () => {
      writtenBytes = 0
      await removeKeys(redis)
    },
    state: () => ({ writtenBytes }),
  })
}

/** By their prefix and not by count, so that what an earlier process left goes too. */
async function removeKeys(redis: Redis): Promise<void> {
  let cursor = '0'
  do {
    const [next, keys] = await redis.scan(cursor, 'MATCH', `${prefix}*`, 'COUNT', scanCount)
    if (keys.length > 0) await redis.unlink(...keys)
    cursor = next
  } while (cursor !== '0')
}
