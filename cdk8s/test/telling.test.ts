import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { environments } from '../environments/index.ts'
import { objectsOf } from '../rules/rule.ts'
import { synthesise } from '../synth.ts'

const { production, local } = environments
const objects = (kind: string, environment = production) =>
  objectsOf({ environment, services: [], manifests: synthesise(environment) }, kind)

interface Alert {
  alert?: string
  labels: Record<string, string>
  annotations: { summary: string; runbook_url: string }
}
const alerts: Alert[] = objects('PrometheusRule')
  .flatMap(({ spec }) => spec.groups.flatMap(({ rules }: { rules: Alert[] }) => rules))
  .filter(({ alert }) => alert)

test('every alarm is told to the topic that people hear of', () => {
  const [config] = objects('AlertmanagerConfig')
  const [{ value, matchType }] = config!.spec.route.matchers
  assert.equal(matchType, '=~')
  for (const { alert, labels } of alerts) assert.match(labels.severity!, new RegExp(`^(${value})$`), alert)
  const [{ name, snsConfigs }] = config!.spec.receivers
  assert.equal(config!.spec.route.receiver, name)
  assert.ok(production.settings.from === 'ssm')
  assert.equal(snsConfigs[0].topicARN, production.settings.facts.alarmsTopicArn)
})

test('no alarm is kept back for the namespace that a sum over services lacks', () => {
  const values = readFileSync(join(import.meta.dirname, '../../gitops/addons/prometheus.yaml'), 'utf8')
  assert.match(values, /alertmanagerConfigMatcherStrategy: \{ type: None \}/)
})

test('what Slack is shown is the JSON that it understands, whichever alarm rings', () => {
  const [{ snsConfigs }] = objects('AlertmanagerConfig')[0]!.spec.receivers
  for (const { alert, annotations } of alerts) {
    const filled = snsConfigs[0].message
      .replace('{{ .Status | toUpper }}', 'FIRING')
      .replace('{{ .CommonLabels.alertname }}', alert)
      .replace('{{ range .Alerts }}', '')
      .replace('{{ end }}', '')
      .replace('{{ .Annotations.summary }}', annotations.summary)
      .replace('{{ .Annotations.runbook_url }}', annotations.runbook_url)
    assert.doesNotMatch(filled, /\{\{/)
    const { version, source, content } = JSON.parse(filled)
    assert.deepEqual([version, source, content.title], ['1.0', 'custom', `FIRING ${alert}`])
    assert.equal(content.description, `${annotations.summary}: ${annotations.runbook_url}\n`)
  }
})

test('a cluster without AWS tells nobody', () => {
  assert.deepEqual(objects('AlertmanagerConfig', local), [])
})
