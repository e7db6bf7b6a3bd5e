import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import express, { Router } from 'express'
import { reportScriptSource } from '../../app/report-scripts.ts'
import type { ServerParts } from '../server-parts.ts'

/** A report is one file: its styles stand inside it, and its theme switch is the only script that may run. */
function reportPolicy(): string {
  return `default-src 'none'; script-src ${reportScriptSource()}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
}

/** What a browser needs of the console's folder; its tests and settings stay inside. */
const PAGE_FILE = /\.(?:css|js)$/

/** Every room of the console has an address of its own, and all of them are the one page. */
const ROOMS = /^\/(?:(?:runs|runbooks|d)\/[\w.-]+|runs|alerts|dashboards|contract)?$/

const UPLOT_FILES = { 'uplot.js': 'uPlot.esm.js', 'uplot.css': 'uPlot.min.css' } as const

/** The console's files, uPlot's two, and the reports of finished runs. */
export function staticRoute({ project }: ServerParts): Router {
  const router = Router()
  const policy = reportPolicy()
  const console = fileURLToPath(new URL('../../console/', import.meta.url))
  const uplot = fileURLToPath(new URL('./', import.meta.resolve('uplot/dist/uPlot.esm.js')))
  for (const [name, file] of Object.entries(UPLOT_FILES)) {
    router.get(`/vendor/${name}`, (_request, response) => response.sendFile(join(uplot, file)))
  }
  router.use(
    '/reports',
    express.static(project.reports, {
      index: 'report.html',
      setHeaders: (response) => response.setHeader('content-security-policy', policy),
    }),
  )
  router.get(ROOMS, (_request, response) => response.sendFile(join(console, 'index.html')))
  const files = express.static(console)
  router.use((request, response, next) => {
    if (PAGE_FILE.test(request.path)) files(request, response, next)
    else next()
  })
  return router
}
