import type { ComponentType } from 'preact'

export interface PageProps {
  params: Record<string, string>
}
type Load = () => Promise<{ default: ComponentType<PageProps> }>

/** Every page of the storefront. A page is fetched when somebody goes there. */
export const routes: { pattern: string; load: Load }[] = [
  { pattern: '/', load: () => import('../home/home-page.tsx') },
  { pattern: '/events/:eventId', load: () => import('../event/event-page.tsx') },
  {
    pattern: '/events/:eventId/performances/:performanceId/waiting-room',
    load: () => import('../waiting-room/waiting-room-page.tsx'),
  },
  {
    pattern: '/events/:eventId/performances/:performanceId/seats',
    load: () => import('../seat-map/seat-map-page.tsx'),
  },
  {
    pattern: '/events/:eventId/performances/:performanceId/waiting-list',
    load: () => import('../waiting-list/waiting-list-page.tsx'),
  },
  { pattern: '/console/on-sales/:onSaleId', load: () => import('../console/on-sale/on-sale-page.tsx') },
  { pattern: '/draws/:onSaleId', load: () => import('../draw/draw-page.tsx') },
  { pattern: '/checkout/:holdId', load: () => import('../checkout/checkout-page.tsx') },
  { pattern: '/pay/success', load: () => import('../checkout/pay-success-page.tsx') },
  { pattern: '/pay/fail', load: () => import('../checkout/pay-fail-page.tsx') },
  { pattern: '/orders', load: () => import('../orders/orders-page.tsx') },
  { pattern: '/orders/:orderId', load: () => import('../orders/order-page.tsx') },
  { pattern: '/gifts/:giftId', load: () => import('../gift/gift-page.tsx') },
  { pattern: '/account', load: () => import('../account/account-page.tsx') },
  { pattern: '/account/points', load: () => import('../account/points-page.tsx') },
  { pattern: '/account/deleted', load: () => import('../account/deleted-page.tsx') },
  { pattern: '/register', load: () => import('../account/register-page.tsx') },
  { pattern: '/verify', load: () => import('../account/verify-page.tsx') },
  { pattern: '/login', load: () => import('../account/log-in-page.tsx') },
  { pattern: '/login/google', load: () => import('../account/google-page.tsx') },
  { pattern: '/console', load: () => import('../console/events-page.tsx') },
  { pattern: '/console/events/new', load: () => import('../console/own-event-page.tsx') },
  { pattern: '/console/events/:eventId', load: () => import('../console/own-event-page.tsx') },
  { pattern: '/console/events/:eventId/settlement', load: () => import('../console/settlement-page.tsx') },
  { pattern: '/console/events/:eventId/vouchers', load: () => import('../console/vouchers-page.tsx') },
  { pattern: '/console/finance', load: () => import('../console/finance-page.tsx') },
  { pattern: '/console/plans', load: () => import('../console/plans-page.tsx') },
  { pattern: '/console/plans/new', load: () => import('../console/new-plan-page.tsx') },
  { pattern: '/console/plans/:planId', load: () => import('../console/plan-page.tsx') },
  { pattern: '/forgot', load: () => import('../account/forgot-page.tsx') },
  { pattern: '/reset', load: () => import('../account/reset-page.tsx') },
]

export const notFound: Load = () => import('../components/not-found-page.tsx')

/** The addresses that more than one page leads to. */
export const paths = {
  event: (eventId: string) => `/events/${eventId}`,
  waitingRoom: (eventId: string, performanceId: string) =>
    `/events/${eventId}/performances/${performanceId}/waiting-room`,
  seats: (eventId: string, performanceId: string) => `/events/${eventId}/performances/${performanceId}/seats`,
  waitingList: (eventId: string, performanceId: string) =>
    `/events/${eventId}/performances/${performanceId}/waiting-list`,
  draw: (onSaleId: string) => `/draws/${onSaleId}`,
  checkout: (holdId: string) => `/checkout/${holdId}`,
  order: (orderId: string) => `/orders/${orderId}`,
  gift: (giftId: string) => `/gifts/${giftId}`,
}
