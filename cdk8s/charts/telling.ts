import { ApiObject } from 'cdk8s'
import type { Construct } from 'constructs'
import { WATCHERS, wave } from '../constructs/wave.ts'
import type { Facts } from '../environments/facts.ts'

/** One line an alarm: what is so, and what to do. */
const lines = '{{ range .Alerts }}{{ .Annotations.summary }}: {{ .Annotations.runbook_url }}\\n{{ end }}'

/** What Slack is shown has a form of AWS' own (Amazon Q Developer, custom notifications); in a mail it can be read as it is. */
const message = `{"version":"1.0","source":"custom","content":{"textType":"client-markdown","title":"{{ .Status | toUpper }} {{ .CommonLabels.alertname }}","description":"${lines}"}}`

/** Prometheus' alarms go where CloudWatch's go. The charts of add-ons have alarms of their own, whose severities are others. */
export function tellAlarms(scope: Construct, { alarmsTopicArn, region }: Facts): void {
  new ApiObject(scope, 'telling', {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    metadata: { name: 'people', annotations: wave(WATCHERS) },
    spec: {
      route: {
        receiver: 'topic',
        matchers: [{ name: 'severity', matchType: '=~', value: 'page|ticket' }],
        groupBy: ['alertname', 'service', 'slo', 'severity'],
        groupWait: '30s',
        groupInterval: '5m',
        repeatInterval: '4h',
      },
      receivers: [
        {
          name: 'topic',
          snsConfigs: [
            {
              topicARN: alarmsTopicArn,
              sigv4: { region },
              sendResolved: true,
              subject: '{{ .Status | toUpper }} {{ .CommonLabels.alertname }} {{ .CommonLabels.service }}',
              message,
              attributes: { severity: '{{ .CommonLabels.severity }}' },
            },
          ],
        },
      ],
    },
  })
}
