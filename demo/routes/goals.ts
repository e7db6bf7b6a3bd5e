import express from 'express'
import type { Pool } from 'pg'
import { HttpProblem } from '../http-problem.ts'
import { pageOf, parseId, parsePage, wholeNumber } from '../request-values.ts'
import { type CachePolicy, type ResponseCache, sendCached } from '../response-cache.ts'
import type { ServiceMetrics } from '../service-metrics.ts'
import type { AddRoute } from './add-route.ts'

/** Every write makes the list new, so clients may keep it only as long as nobody would notice. */
const listPolicy: CachePolicy = {
  endpoint: 'list-goals',
  scope: 'goals',
  ttlSeconds: 30,
  clientMaxAgeSeconds: 2,
}

export const goalCachePolicies = [listPolicy]

const columns = `id, agent_id as "agentId", title, status, priority,
  due_on::text as "dueOn", created_at as "createdAt"`
const listSql = `select ${columns} from goals order by id desc limit $1 offset $2`
const createSql = `insert into goals (agent_id, title, priority) values ($1, $2, $3) returning ${columns}`
const deliverablesSql = `select id, title, format, size_bytes as "sizeBytes", created_at as "createdAt"
  from deliverables where goal_id = $1 order by id limit 100`

/** PostgreSQL's code of a reference to a row that does not exist. */
const foreignKeyViolation = '23503'

export function addGoalRoutes(
  add: AddRoute,
  pool: Pool,
  cache: ResponseCache,
  metrics: ServiceMetrics,
): void {
  add('get', '/goals', async (req, res) => {
    const page = parsePage(req)
    const values = [page.limit + 1, page.offset]
    const body = await cache.fetch(listPolicy, `${page.page}:${page.limit}`, async () => {
      const { rows } = await pool.query({ name: 'goals-list', text: listSql, values })
      return pageOf(rows, page)
    })
    sendCached(res, listPolicy, body)
  })

  add('get', '/goals/:goalId/deliverables', async (req, res) => {
    const goalId = parseId(req, 'goalId')
    const query = { name: 'goal-deliverables', text: deliverablesSql, values: [goalId] }
    const { rows } = await pool.query(query)
    if (rows.length === 0) {
      const text = 'select 1 from goals where id = $1'
      const found = await pool.query({ name: 'goal-exists', text, values: [goalId] })
      if (found.rowCount === 0) throw noSuchGoal()
    }
    res.json({ goalId, items: rows })
  })

  add('post', '/goals', express.json({ limit: '16kb' }), async (req, res) => {
    const values = parseNewGoal(req.body)
    const goal = await insertGoal(pool, values)
    await cache.invalidate('goals')
    metrics.goalsCreated.inc()
    res.status(201).location(`/goals/${goal.id}`).json(goal)
  })

  add('delete', '/goals/:goalId', async (req, res) => {
    const text = 'delete from goals where id = $1'
    const values = [parseId(req, 'goalId')]
    const { rowCount } = await pool.query({ name: 'goal-delete', text, values })
    if (rowCount === 0) throw noSuchGoal()
    await cache.invalidate('goals')
    metrics.goalsDeleted.inc()
    res.status(204).end()
  })
}

async function insertGoal(pool: Pool, values: readonly unknown[]): Promise<{ id: number }> {
  try {
    const query = { name: 'goal-create', text: createSql, values: [...values] }
    const { rows } = await pool.query<{ id: number }>(query)
    const [goal] = rows
    if (!goal) throw new Error('insert returned no row')
    return goal
  } catch (cause) {
    if ((cause as { code?: string }).code !== foreignKeyViolation) throw cause
    throw new HttpProblem(422, 'unknown_agent', 'agentId names no agent', { cause })
  }
}

function parseNewGoal(body: unknown): [agentId: number, title: string, priority: number] {
  const { agentId, title, priority = 3 } = (body ?? {}) as Record<string, unknown>
  if (typeof title !== 'string' || title.trim() === '' || title.length > 200) {
    throw new HttpProblem(400, 'bad_value', 'title must be a text of 1 to 200 characters')
  }
  return [
    wholeNumber('agentId', agentId, 1, 2_147_483_647),
    title.trim(),
    wholeNumber('priority', priority, 1, 5),
  ]
}

function noSuchGoal(): HttpProblem {
  return new HttpProblem(404, 'not_found', 'no such goal')
}
