// A service as many are: Express, CommonJS, no metrics of its own. Watch it without touching it:
//   node --import plimsoll/collector/register examples/plain-express/server.cjs
const express = require('express')

const items = new Map([
  ['1', { id: '1', name: 'anchor' }],
  ['2', { id: '2', name: 'buoy' }],
])

const router = express.Router()
router.get('/', (_request, response) => response.json([...items.values()]))
router.get('/:id', (request, response) => {
  const item = items.get(request.params.id)
  if (item) response.json(item)
  else response.status(404).json({ error: 'no such item' })
})
router.post('/', (request, response) => {
  const item = { id: String(items.size + 1), name: String(request.body?.name ?? 'unnamed') }
  items.set(item.id, item)
  response.status(201).json(item)
})

const app = express()
app.use(express.json())
app.get('/health', (_request, response) => response.json({ status: 'ok' }))
app.use('/items', router)

const server = app.listen(Number(process.env.PORT ?? 3001), '127.0.0.1', () => {
  process.stdout.write(`listening on http://127.0.0.1:${server.address().port}\n`)
})
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => server.close())
