import { createHash } from 'node:crypto'
import express, { type Express } from 'express'
import { benchRoutes } from './bench-contract.ts'

const DOCUMENT = { items: Array.from({ length: 20 }, (_, i) => ({ id: i, name: `item ${i}` })) }

/** An Express application that routes, and works on JSON as services do, so many rounds a request. */
export function workingApp(rounds: number): Express {
  const app = express()
  app.disable('etag')
  app.disable('x-powered-by')
  for (const { path } of benchRoutes()) {
    app.get(path, (request, response) => {
      let digest = 'ok'
      for (let round = 0; round < rounds; round++) {
        const copy = JSON.parse(JSON.stringify(DOCUMENT))
        digest = createHash('sha256')
          .update(copy.items[round % 20].name)
          .digest('hex')
      }
      response.status(Number(request.query.status ?? 200)).send(digest.slice(0, 2))
    })
  }
  return app
}
