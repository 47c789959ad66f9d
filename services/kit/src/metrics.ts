import { createServer, type Server } from 'node:http'
import { Counter, collectDefaultMetrics, Gauge, Histogram, type OpenMetricsContentType, Registry } from 'prom-client'

/** The one registry of a process. Only OpenMetrics can name a trace beside a measurement. */
export const registry = new Registry<OpenMetricsContentType>()
registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE)

/** A count that only grows. Declaring the same name again gives the same counter. */
export function counter<Label extends string = never>(
  name: string,
  help: string,
  labelNames: Label[] = [],
): Counter<Label> {
  return (
    (registry.getSingleMetric(name) as Counter<Label>) ?? new Counter({ name, help, labelNames, registers: [registry] })
  )
}

/** A value that goes up and down. */
export function gauge<Label extends string = never>(
  name: string,
  help: string,
  labelNames: Label[] = [],
): Gauge<Label> {
  return (
    (registry.getSingleMetric(name) as Gauge<Label>) ?? new Gauge({ name, help, labelNames, registers: [registry] })
  )
}

/** A distribution in seconds. Beside each bucket stands the last exemplar that was observed in it. */
export function histogram<Label extends string = never>(
  name: string,
  help: string,
  labelNames: Label[] = [],
  buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1, 2.5, 5, 10],
): Histogram<Label> {
  const known = registry.getSingleMetric(name) as Histogram<Label> | undefined
  return known ?? new Histogram({ name, help, labelNames, buckets, enableExemplars: true, registers: [registry] })
}

/** Serves GET /metrics as OpenMetrics, on a port of its own that no balancer knows. */
export async function serveMetrics(host: string, port: number): Promise<Server> {
  collectDefaultMetrics({ register: registry })
  const server = createServer(async (request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end()
    response.writeHead(200, { 'content-type': registry.contentType }).end(await registry.metrics())
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  return server
}
