import { createRouter, createWebHistory, type RouteLocationRaw } from 'vue-router'
import BoardPage from '@/pages/BoardPage.vue'
import { useSession } from '@/stores/session'

export const router = createRouter({
  history: createWebHistory(),
  routes: [
    { path: '/', name: 'board', component: BoardPage, meta: { title: 'board.title' } },
    { path: '/alerts', name: 'alerts', component: () => import('@/pages/AlertsPage.vue'), meta: { title: 'alerts.title' } },
    { path: '/alerts/:id', name: 'alert', component: () => import('@/pages/AlertPage.vue'), props: true, meta: { title: 'alerts.title' } },
    { path: '/points/:id', name: 'point', component: () => import('@/pages/PointPage.vue'), props: true, meta: { title: 'alert.point' } },
    { path: '/devices/:id', name: 'device', component: () => import('@/pages/DevicePage.vue'), props: true, meta: { title: 'board.column.seen' } },
    { path: '/sign-in', name: 'sign-in', component: () => import('@/pages/SignInPage.vue'), meta: { isOpen: true, title: 'signIn.title' } },
    { path: '/password', name: 'password', component: () => import('@/pages/PasswordPage.vue'), meta: { title: 'password.title' } },
    { path: '/:rest(.*)*', component: () => import('@/pages/NotFoundPage.vue'), meta: { title: 'notFound.title' } },
  ],
  scrollBehavior: (to, from, saved) => saved ?? (to.path === from.path ? false : { top: 0 }),
})

router.beforeEach(async (to): Promise<RouteLocationRaw | boolean> => {
  if (to.meta.isOpen) return true
  const session = useSession()
  if (session.state === 'unknown') {
    // A server that cannot be reached is not a reason to ask for a password: the page says what is the matter.
    await session.load().catch(() => undefined)
  }
  if (session.state === 'out') return { name: 'sign-in', query: to.fullPath === '/' ? {} : { return: to.fullPath } }
  if (session.current?.mustSetPassword && to.name !== 'password') return { name: 'password' }
  return true
})
