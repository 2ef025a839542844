import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { api } from '@/api/endpoints'
import { ApiError } from '@/api/http'
import type { Session, SignIn } from '@/contracts'

/** Who is signed in. `unknown` until the server has said. */
export const useSession = defineStore('session', () => {
  const current = ref<Session | null>(null)
  const state = ref<'unknown' | 'in' | 'out'>('unknown')

  const mayAcknowledge = computed(() => current.value != null && current.value.role !== 'viewer' && current.value.role !== 'service')

  /** Who may act on alerts may also see what devices sent. */
  const mayDiagnose = computed(() => mayAcknowledge.value)
  const seesAll = computed(() => current.value != null && current.value.district == null && current.value.enterprise == null)

  /** Asks once; throws only when the server cannot be reached. */
  async function load(): Promise<void> {
    try {
      current.value = await api.session()
      state.value = 'in'
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error
      end()
    }
  }

  async function signIn(how: SignIn): Promise<void> {
    const opened = await api.signIn(how)
    await load()
    if (current.value && opened.mustSetPassword) current.value.mustSetPassword = true
  }

  async function setPassword(password: string, held?: string): Promise<void> {
    current.value = await api.setPassword(password, held)
  }

  async function signOut(): Promise<void> {
    try {
      await api.signOut()
    } finally {
      end()
    }
  }

  function end(): void {
    current.value = null
    state.value = 'out'
  }

  return { current, state, mayAcknowledge, mayDiagnose, seesAll, load, signIn, setPassword, signOut, end }
})
