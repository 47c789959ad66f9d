import assert from 'node:assert/strict'
import { test } from 'node:test'
import { networkOf } from '@tiketi/kit/network'

test('a network is an IPv4 address, or a /64 of IPv6 however it is written', () => {
  const networks = {
    '203.0.113.7': '203.0.113.7',
    '::ffff:203.0.113.7': '203.0.113.7',
    '::FFFF:203.0.113.7': '203.0.113.7',
    '2001:db8:1:2:3:4:5:6': '2001:db8:1:2',
    '2001:0DB8:0001:2:3:4:5:6': '2001:db8:1:2',
    '2001:db8:1:2::6': '2001:db8:1:2',
    '2001:db8::6': '2001:db8:0:0',
    '2001::3:4:5:6:7': '2001:0:0:3',
    'fe80::1%eth0': 'fe80:0:0:0',
    '::1': '0:0:0:0',
    '::': '0:0:0:0',
  }
  for (const [address, network] of Object.entries(networks)) assert.equal(networkOf(address), network, address)
})
