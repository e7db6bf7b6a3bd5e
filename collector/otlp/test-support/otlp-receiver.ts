import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import type { TestContext } from 'node:test'

type KeyValue = { key: string; value: { stringValue?: string; intValue?: number } }

/** One point as OTLP's JSON writes it; what a kind of metric does not have is absent. */
export interface OtlpPoint {
  readonly attributes: readonly KeyValue[]
  readonly asDouble?: number
  readonly count?: number
  readonly sum?: number
  readonly bucketCounts?: readonly number[]
  readonly explicitBounds?: readonly number[]
}

interface OtlpMetric {
  readonly name: string
  readonly unit?: string
  readonly histogram?: { dataPoints: OtlpPoint[]; aggregationTemporality: number }
  readonly gauge?: { dataPoints: OtlpPoint[] }
  readonly sum?: { dataPoints: OtlpPoint[]; isMonotonic: boolean; aggregationTemporality: number }
}

/** The last export that came in. */
export interface OtlpExport {
  readonly resource: Readonly<Record<string, string>>
  readonly metrics: readonly OtlpMetric[]
}

/** A backend for OTLP over HTTP on the loopback. */
export interface OtlpReceiver {
  readonly url: string
  /** Exports that came in since the start. */
  readonly exports: readonly OtlpExport[]
  /** What it answers from now on. */
  status: number
}

export async function startOtlpReceiver(t: TestContext): Promise<OtlpReceiver> {
  const exports: OtlpExport[] = []
  const server = createServer(async (request, response) => {
    const body = (await json(request)) as {
      resourceMetrics: [
        { resource: { attributes: KeyValue[] }; scopeMetrics: { metrics: OtlpMetric[] }[] },
      ]
    }
    const [{ resource, scopeMetrics }] = body.resourceMetrics
    if (request.url === '/v1/metrics' && receiver.status === 200) {
      const metrics = scopeMetrics.flatMap((scope) => scope.metrics)
      exports.push({ resource: valuesOf(resource.attributes), metrics })
    }
    response.writeHead(receiver.status, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close().closeAllConnections())
  const { port } = server.address() as AddressInfo
  const receiver: OtlpReceiver = { url: `http://127.0.0.1:${port}`, exports, status: 200 }
  return receiver
}

export function valuesOf(attributes: readonly KeyValue[]): Record<string, string> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => [key, String(value.stringValue ?? value.intValue)]),
  )
}
