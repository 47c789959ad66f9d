import {
  CreatePlan,
  CreatePlanFromTemplate,
  OrganiserQuery,
  Plan,
  PlanPage,
  PlanSummary,
} from '@tiketi/contracts/event'
import { Id, strict } from '@tiketi/contracts/schema'
import { SeatingPlan } from '@tiketi/contracts/seating'
import type { App } from '@tiketi/kit/create-app'
import { idempotent } from '@tiketi/kit/idempotency'
import { createPlan } from './create-plan.ts'
import { generatePlan } from './generate-plan.ts'
import { listOwnPlans } from './list-own.ts'
import { organisers, ownPlan } from './own.ts'

/** Twenty thousand seats in rows of one, each with its place, fit. */
const PLAN_BYTES = 4 * 1_024 * 1_024

const tags = ['Seating plans']

export function addPlanRoutes(app: App): void {
  app.post(
    '/api/event/organiser/plans',
    {
      config: organisers,
      bodyLimit: PLAN_BYTES,
      schema: {
        tags,
        summary: 'Keep a seating plan of up to 20,000 seats; it never changes',
        body: CreatePlan,
        response: { 201: PlanSummary },
      },
    },
    (request, reply) => {
      return idempotent(request, reply, async (em) => ({
        status: 201,
        body: await createPlan(em, request.user, request.body),
      }))
    },
  )

  app.post(
    '/api/event/organiser/plans/from-template',
    {
      config: organisers,
      schema: {
        tags,
        summary: 'Make a seating plan of a hall, an arena or a stadium with exactly so many seats',
        body: CreatePlanFromTemplate,
        response: { 201: PlanSummary },
      },
    },
    (request, reply) => {
      const { name, ...wish } = request.body
      return idempotent(request, reply, async (em) => ({
        status: 201,
        body: await createPlan(em, request.user, { name, plan: generatePlan(wish) }),
      }))
    },
  )

  app.post(
    '/api/event/organiser/plans/preview',
    {
      config: organisers,
      schema: {
        tags,
        summary: 'See the plan that a template would make; nothing is kept',
        body: CreatePlanFromTemplate,
        response: { 200: SeatingPlan },
      },
    },
    async ({ body: { name: _, ...wish } }) => generatePlan(wish),
  )

  app.get(
    '/api/event/organiser/plans',
    {
      config: organisers,
      schema: {
        tags,
        summary: 'List your seating plans, newest first',
        querystring: OrganiserQuery,
        response: { 200: PlanPage },
      },
    },
    (request) => listOwnPlans(request.em, request.user, request.query),
  )

  app.get(
    '/api/event/organiser/plans/:id',
    {
      config: organisers,
      schema: { tags, summary: 'See a seating plan of yours', params: strict({ id: Id }), response: { 200: Plan } },
    },
    async (request) => (await ownPlan(request.em, request.user, request.params.id)).toPlan(),
  )
}
