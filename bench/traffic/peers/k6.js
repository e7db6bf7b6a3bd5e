// k6 at its best for these workloads: bodies are thrown away where no check reads them, connections are kept, no think
// time, and no metric beyond its own. Its summary stays on: whoever measures wants one.
import { check } from 'k6'
import http from 'k6/http'

const { URL: url, WORKLOAD: workload, SECONDS: seconds } = __ENV

const load = {
  exec: 'requests',
  executor: 'constant-vus',
  vus: 50,
  duration: `${seconds}s`,
  gracefulStop: '2s',
}
const rate = {
  exec: 'requests',
  executor: 'constant-arrival-rate',
  rate: 200,
  timeUnit: '1s',
  duration: `${seconds}s`,
  preAllocatedVUs: 300, // 200 wait at the end of a stall of one second
}

export const options = {
  scenarios: { [workload]: workload === 'rate' ? rate : load },
  discardResponseBodies: true,
  summaryTrendStats: ['p(50)', 'p(95)', 'p(99)'],
}

const TEXT = { responseType: 'text' }
const JSON_TEXT = { responseType: 'text', headers: { 'Content-Type': 'application/json' } }
const ORDER = JSON.stringify({ item: 7, count: 1 })

export function requests() {
  if (workload === 'journey') journey()
  else http.get(`${url}/`)
}

function journey() {
  const pick = Math.random() * 19
  if (pick < 10) {
    check(http.get(`${url}/items`, TEXT), { total: (answer) => answer.body.includes('total') })
  } else if (pick < 18) {
    check(http.get(`${url}/items/7`, TEXT), { name: (answer) => answer.body.includes('name') })
  } else {
    const made = http.post(`${url}/orders`, ORDER, JSON_TEXT)
    check(made, { created: (answer) => answer.status === 201 })
    const tags = { name: `${url}/orders/:id` } // else every id makes series of its own
    const read = http.get(`${url}/orders/${made.json('id')}`, { tags })
    check(read, { found: (answer) => answer.status === 200 })
  }
}
