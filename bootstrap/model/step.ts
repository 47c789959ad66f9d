import * as fc from 'fast-check'
import type { Model, Order } from './model.ts'
import type { World } from './world.ts'

/** What may come next, and what must come of it. */
export type Step = fc.AsyncCommand<Model, World, true>

export const nothing = fc.constant(undefined)

export function often(times: number, step: fc.Arbitrary<Step>): fc.Arbitrary<Step>[] {
  return Array.from({ length: times }, () => step)
}

/** After each, all must agree. */
export function command<Input>(
  name: string,
  inputs: fc.Arbitrary<Input>,
  run: (model: Model, world: World, input: Input) => Promise<void>,
  may: (model: Model) => boolean = () => true,
): fc.Arbitrary<Step> {
  return inputs.map((input) => ({
    check: async (model) => may(model),
    async run(model, world) {
      await run(model, world, input)
      await world.agrees(model)
    },
    toString: () => (input === undefined ? name : `${name} ${JSON.stringify(input)}`),
  }))
}

/** A command on one of those that the model has of a kind; it does not come while there is none. */
export function onOne<One, Input>(
  among: (model: Model) => One[],
  name: string,
  inputs: fc.Arbitrary<Input>,
  run: (one: One, world: World, input: Input, model: Model) => Promise<void>,
): fc.Arbitrary<Step> {
  return command(
    name,
    fc.record({ at: fc.nat(20), input: inputs }),
    async (model, world, { at, input }) => {
      const all = among(model)
      await run(all[at % all.length]!, world, input, model)
    },
    (model) => among(model).length > 0,
  )
}

/** A command on an order that is in one of the states. */
export function onOrder<Input>(
  name: string,
  states: Order['state'][],
  inputs: fc.Arbitrary<Input>,
  run: (order: Order, world: World, input: Input, model: Model) => Promise<void>,
): fc.Arbitrary<Step> {
  return onOne(({ orders }) => orders.filter(({ state }) => states.includes(state)), name, inputs, run)
}
