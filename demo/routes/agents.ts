import type { Pool } from 'pg'
import { HttpProblem } from '../http-problem.ts'
import { pageOf, parseId, parsePage } from '../request-values.ts'
import { type CachePolicy, type ResponseCache, sendCached } from '../response-cache.ts'
import type { AddRoute } from './add-route.ts'

const listPolicy: CachePolicy = {
  endpoint: 'list-agents',
  scope: 'agents',
  ttlSeconds: 30,
  clientMaxAgeSeconds: 30,
}
const filterPolicy: CachePolicy = { ...listPolicy, endpoint: 'filter-agents' }
/** Ten thousand keys are asked for one by one: only a longer life gives them a second reader. */
const configurationPolicy: CachePolicy = {
  ...listPolicy,
  endpoint: 'agent-configuration',
  ttlSeconds: 300,
  clientMaxAgeSeconds: 60,
}

export const agentCachePolicies = [listPolicy, filterPolicy, configurationPolicy]

const columns = `id, customer_id as "customerId", name, industry, status, created_at as "createdAt"`
const listSql = `select ${columns} from agents order by id limit $1 offset $2`
const filterSql = `select ${columns} from agents where industry = $3 order by id limit $1 offset $2`
const customerSql = `select ${columns} from agents where customer_id = $3 order by id limit $1 offset $2`
const configurationSql = 'select id, configuration from agents where id = $1'
const tasksSql = `select id, title, status, created_at as "createdAt" from tasks
  where agent_id = $1 order by id limit 100`

export function addAgentRoutes(add: AddRoute, pool: Pool, cache: ResponseCache): void {
  const exists = async (table: 'agents' | 'customers', id: number): Promise<boolean> => {
    const text = `select 1 from ${table} where id = $1`
    const { rowCount } = await pool.query({ name: `${table}-exists`, text, values: [id] })
    return rowCount === 1
  }

  add('get', '/agents', async (req, res) => {
    const page = parsePage(req)
    const values = [page.limit + 1, page.offset]
    const body = await cache.fetch(listPolicy, `${page.page}:${page.limit}`, async () => {
      const { rows } = await pool.query({ name: 'agents-list', text: listSql, values })
      return pageOf(rows, page)
    })
    sendCached(res, listPolicy, body)
  })

  add('get', '/agents/industry/:industry', async (req, res) => {
    const page = parsePage(req)
    const industry = parseIndustry(req.params.industry)
    const values = [page.limit + 1, page.offset, industry]
    const key = `${industry}:${page.page}:${page.limit}`
    const body = await cache.fetch(filterPolicy, key, async () => {
      const { rows } = await pool.query({ name: 'agents-filter', text: filterSql, values })
      return pageOf(rows, page)
    })
    sendCached(res, filterPolicy, body)
  })

  add('get', '/customers/:customerId/agents', async (req, res) => {
    const page = parsePage(req)
    const customerId = parseId(req, 'customerId')
    const values = [page.limit + 1, page.offset, customerId]
    const { rows } = await pool.query({ name: 'agents-customer', text: customerSql, values })
    if (rows.length === 0 && !(await exists('customers', customerId))) throw missing('customer')
    res.json(pageOf(rows, page))
  })

  add('get', '/agents/:agentId/configuration', async (req, res) => {
    const agentId = parseId(req, 'agentId')
    const body = await cache.fetch(configurationPolicy, String(agentId), async () => {
      const query = { name: 'agent-configuration', text: configurationSql, values: [agentId] }
      const { rows } = await pool.query(query)
      if (rows.length === 0) throw missing('agent')
      return { agentId, configuration: rows[0].configuration }
    })
    sendCached(res, configurationPolicy, body)
  })

  add('get', '/agents/:agentId/tasks', async (req, res) => {
    const agentId = parseId(req, 'agentId')
    const { rows } = await pool.query({ name: 'agent-tasks', text: tasksSql, values: [agentId] })
    if (rows.length === 0 && !(await exists('agents', agentId))) throw missing('agent')
    res.json({ agentId, items: rows })
  })
}

function parseIndustry(value: unknown): string {
  if (typeof value === 'string' && /^[a-z]{2,30}$/.test(value)) return value
  throw new HttpProblem(400, 'bad_value', 'industry must be 2 to 30 lower-case letters')
}

function missing(what: string): HttpProblem {
  return new HttpProblem(404, 'not_found', `no such ${what}`)
}
