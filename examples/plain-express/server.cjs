// A service as many are: Express, CommonJS, no metrics of its own. Watch it without touching it:
//   node --import plimsoll/collector/register examples/plain-express/server.cjs
const { setTimeout: delay } = require('node:timers/promises')
const express = require('express')

/** About what a look-up in a database on the same machine takes. */
const lookUpMs = 2

const items = new Map([
  ['1', { id: '1', name: 'anchor' }],
  ['2', { id: '2', name: 'buoy' }],
  ['3', { id: '3', name: 'capstan' }],
])

const router = express.Router()
router.get('/', (_request, response) => response.json([...items.values()]))
router.get('/:id', async (request, response) => {
  await delay(lookUpMs)
  const item = items.get(request.params.id)
  if (item) response.json(item)
  else response.status(404).json({ error: 'no such item' })
})

const app = express()
app.get('/health', (_request, response) => response.json({ status: 'ok' }))
app.use('/items', router)

const host = process.env.HOST ?? '127.0.0.1'
const server = app.listen(Number(process.env.PORT ?? 3001), host, (error) => {
  if (error) throw error
  process.stdout.write(`listening on http://${host}:${server.address().port}\n`)
})
for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => server.close())
