import type { ServiceName } from '@tiketi/contracts/routes'
import closeWithGrace from 'close-with-grace'
import type Type from 'typebox'
import { type BaseConfig, loadConfig } from './config.ts'
import type { App } from './create-app.ts'
import { createLog, type Log } from './log.ts'
import { serveMetrics } from './metrics.ts'
import { startTelemetry } from './telemetry.ts'

/**
 * Runs a service until it is told to stop: configuration, traces, logs, the application, its port and its metrics port.
 * On SIGTERM it stops accepting, finishes what it began, and closes its stores in that order, within 25 s.
 */
export async function run<T extends Type.TObject>(
  service: ServiceName,
  schema: T,
  build: (config: Type.Static<T> & BaseConfig, log: Log) => Promise<App>,
): Promise<void> {
  const config = (await loadConfig(service, schema).catch((error: Error) => {
    console.error(error.message)
    process.exit(1)
  })) as Type.Static<T> & BaseConfig
  const log = createLog(`${service}-service`, config.LOG_LEVEL)
  const stopTelemetry = await startTelemetry(service, config)
  const app = await build(config, log)
  const metrics = await serveMetrics(config.HOST, config.METRICS_PORT)

  closeWithGrace({ delay: 25_000, logger: false }, async ({ signal, err }) => {
    if (err) log.fatal({ err }, 'closing after an error that nothing caught')
    else log.info({ signal }, 'draining')
    await app.close()
    metrics.close()
    await stopTelemetry()
    log.info('closed')
  })

  await app.listen({ host: config.HOST, port: config.PORT })
  log.info({ port: config.PORT }, 'ready')
}
