import assert from 'node:assert/strict'
import { test } from 'node:test'
import { otlpRequest } from './otlp-request.ts'

const OTEL_EXPORTER_OTLP_ENDPOINT = 'http://127.0.0.1:4318'

test('an endpoint or the exporter otlp asks for metrics by OTLP', () => {
  const defaults = { intervalMs: 60_000, timeoutMs: 30_000, unknownProtocol: undefined }

  assert.deepEqual(otlpRequest({ OTEL_EXPORTER_OTLP_ENDPOINT }), defaults)
  assert.deepEqual(otlpRequest({ OTEL_METRICS_EXPORTER: 'prometheus, otlp' }), defaults)
  assert.equal(otlpRequest({}), undefined)
})

test('another exporter, none, or a disabled SDK refuses it although there is an endpoint', () => {
  for (const refusal of [
    { OTEL_METRICS_EXPORTER: 'none' },
    { OTEL_METRICS_EXPORTER: 'prometheus' },
    { OTEL_SDK_DISABLED: 'true' },
  ])
    assert.equal(otlpRequest({ OTEL_EXPORTER_OTLP_ENDPOINT, ...refusal }), undefined)
})

test('the interval is taken from the environment where it is a number, and a protocol not spoken is named', () => {
  const request = otlpRequest({
    OTEL_EXPORTER_OTLP_ENDPOINT,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc',
    OTEL_METRIC_EXPORT_INTERVAL: '5000',
    OTEL_METRIC_EXPORT_TIMEOUT: 'soon',
  })

  assert.deepEqual(request, { intervalMs: 5000, timeoutMs: 30_000, unknownProtocol: 'grpc' })
})
