import assert from 'node:assert/strict'
import { test } from 'node:test'
import { between, clamp, fitBox, panBy, sees, toPlan, toView, zoomAt } from '../src/seat-map/camera.ts'

const view = { width: 400, height: 300 }
const box = { left: 0, top: 0, right: 1000, bottom: 500 }
const limits = { min: 0.3, max: 4, box }

test('a whole hall fits into the view with its margin', () => {
  const camera = fitBox(box, view, 10)
  assert.equal(camera.scale, 0.38)
  assert.deepEqual(toView(camera, view, [0, 250]), [10, 150])
})

test('view and plan points turn into each other', () => {
  const camera = { x: 320, y: 80, scale: 1.7 }
  const [x, y] = toPlan(camera, view, toView(camera, view, [123, 45]))
  assert.ok(Math.abs(x - 123) < 1e-9 && Math.abs(y - 45) < 1e-9)
})

test('zooming keeps the point under the finger', () => {
  const camera = { x: 500, y: 250, scale: 1 }
  const at = [120, 90] as const
  const before = toPlan(camera, view, at)
  const after = toPlan(zoomAt(camera, view, at, 1.8, limits), view, at)
  assert.ok(Math.abs(before[0] - after[0]) < 1e-9 && Math.abs(before[1] - after[1]) < 1e-9)
})

test('zoom stays within its limits', () => {
  const camera = { x: 500, y: 250, scale: 1 }
  assert.equal(zoomAt(camera, view, [0, 0], 100, limits).scale, limits.max)
  assert.equal(zoomAt(camera, view, [0, 0], 0.001, limits).scale, limits.min)
})

test('the hall cannot be pushed out of view', () => {
  const pushed = panBy({ x: 500, y: 250, scale: 1 }, view, 10_000, 10_000, limits)
  assert.ok(sees(pushed, view, box))
  assert.ok(toView(pushed, view, [0, 0])[0] < view.width / 2)
})

test('a hall much smaller than the view stands in its middle', () => {
  const small = { left: 0, top: 0, right: 50, bottom: 50 }
  const camera = clamp({ x: -400, y: 900, scale: 1 }, view, { ...limits, box: small })
  assert.deepEqual([camera.x, camera.y], [25, 25])
})

test('a flight begins where it began and ends where it was going', () => {
  const [from, to] = [
    { x: 0, y: 0, scale: 1 },
    { x: 100, y: 40, scale: 3 },
  ]
  assert.deepEqual(between(from, to, 0), from)
  assert.deepEqual(between(from, to, 1), to)
})
