import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build, environmentNames, STAND_IN } from './standin/built.ts'

for (const environment of environmentNames)
  test(`in ${environment} a page runs its own scripts and the bank's, and talks to nobody else but the bucket`, async (t) => {
    t.diagnostic(STAND_IN)
    const { made } = await build(environment)
    const only = (type: string) => made.filter((resource) => resource.type === type).map(({ values }) => values)[0]!
    const policy = only('aws_cloudfront_response_headers_policy')
    const [{ response_headers_policy_id }] = only('aws_cloudfront_distribution').default_cache_behavior
    assert.equal(response_headers_policy_id, policy.id)

    const [headers] = policy.security_headers_config
    const directives: string[] = headers.content_security_policy[0].content_security_policy.split('; ')
    const sources = Object.fromEntries(
      directives.map((directive) => {
        const [name, ...from] = directive.split(' ')
        return [name, from.join(' ')]
      }),
    )
    const images = made.find(({ type, index }) => type === 'aws_s3_bucket' && index === 'images')!.values
    assert.deepEqual(sources, {
      'default-src': "'self'",
      'script-src': "'self' https://js.tosspayments.com",
      'connect-src': `'self' https://*.tosspayments.com https://${images.bucket_regional_domain_name}`,
      'frame-src': 'https://*.tosspayments.com',
      'img-src': "'self' data:",
      'style-src': "'self'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'self' https://*.tosspayments.com",
      'frame-ancestors': "'none'",
    })
    assert.ok(headers.strict_transport_security[0].access_control_max_age_sec >= 31_536_000)
  })
