import { context, propagation, trace } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { CompositePropagator, W3CTraceContextPropagator } from '@opentelemetry/core'
import { AWSXRayPropagator } from '@opentelemetry/propagator-aws-xray'
import { resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'

interface TelemetryConfig {
  OTEL_EXPORTER_OTLP_ENDPOINT?: string
  TRACE_RATIO: number
}

/**
 * Starts tracing: spans continue the caller's trace, whether it came by W3C or X-Ray headers, and are sent by OTLP when
 * an endpoint is configured. Without one, trace ids still tie the logs together.
 *
 * @returns a function that sends what is left and stops.
 */
export async function startTelemetry(service: string, config: TelemetryConfig): Promise<() => Promise<void>> {
  const endpoint = config.OTEL_EXPORTER_OTLP_ENDPOINT
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': `${service}-service`, 'service.namespace': 'tiketi' }),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(endpoint ? config.TRACE_RATIO : 0) }),
    spanProcessors: endpoint ? [await batchesTo(endpoint)] : [],
  })
  trace.setGlobalTracerProvider(provider)
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())
  propagation.setGlobalPropagator(
    new CompositePropagator({ propagators: [new AWSXRayPropagator(), new W3CTraceContextPropagator()] }),
  )
  return () => provider.shutdown()
}

// Loaded where it is needed: a tenth of a second of every start.
async function batchesTo(endpoint: string): Promise<BatchSpanProcessor> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto')
  return new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${endpoint}/v1/traces` }) })
}
