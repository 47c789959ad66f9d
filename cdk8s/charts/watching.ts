import { ApiObject } from 'cdk8s'
import { ConfigMap } from 'cdk8s-plus-27'
import type { Construct } from 'constructs'
import { WATCHERS, wave } from '../constructs/wave.ts'
import { alarmGroup } from '../slo/alarms.ts'
import { type Group, objectiveGroups } from '../slo/burn-rate.ts'
import { dashboards } from '../slo/dashboards.ts'
import { forecastGroup } from '../slo/forecast.ts'

/** Rules that Prometheus' operator picks up, and boards that Grafana's sidecar does. */
export function addWatching(scope: Construct): void {
  prometheusRule(scope, 'objectives', objectiveGroups())
  prometheusRule(scope, 'alarms', [alarmGroup])
  prometheusRule(scope, 'forecast', [forecastGroup])
  for (const dashboard of dashboards())
    new ConfigMap(scope, dashboard.uid, {
      metadata: { name: dashboard.uid, labels: { grafana_dashboard: '1' }, annotations: wave(WATCHERS) },
      data: { [`${dashboard.uid}.json`]: `${JSON.stringify(dashboard, null, 2)}\n` },
    })
}

function prometheusRule(scope: Construct, name: string, groups: Group[]) {
  new ApiObject(scope, name, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    metadata: { name, annotations: wave(WATCHERS) },
    spec: { groups },
  })
}
