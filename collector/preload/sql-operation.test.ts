import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sqlOperation } from './sql-operation.ts'

const CASES: readonly (readonly [sql: string, operation: string, table: string])[] = [
  ['SELECT * FROM agents WHERE id = $1', 'SELECT', 'agents'],
  ['  -- all of them\n/* really */ select a from "Agents"', 'SELECT', 'Agents'],
  ['INSERT INTO public.goals (a) VALUES (1)', 'INSERT', 'goals'],
  ['update only goals set a = 1', 'UPDATE', 'goals'],
  ['DELETE FROM goals', 'DELETE', 'goals'],
  ['WITH recent AS (SELECT 1 FROM goals) SELECT * FROM recent', 'WITH', 'goals'],
  ['BEGIN', 'BEGIN', ''],
  ['SELECT 1', 'SELECT', ''],
  ['SET statement_timeout = 3000', 'SET', ''],
  ['gibberish', 'OTHER', ''],
  ['', 'OTHER', ''],
]

for (const [sql, operation, table] of CASES) {
  test(`${JSON.stringify(sql)} is ${operation} on ${table || 'no table'}`, () => {
    assert.deepEqual(sqlOperation(sql), { operation, table })
  })
}
