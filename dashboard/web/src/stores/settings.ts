import { defineStore } from 'pinia'
import { ref, watch } from 'vue'
import { i18n, languageTag, type Language } from '@/i18n'
import { kept, keep } from './kept'

export type Theme = 'system' | 'light' | 'dark'

/** What this person chose for this browser: language and theme. */
export const useSettings = defineStore('settings', () => {
  const language = ref<Language>(kept('language', ['zh', 'en'] as const) ?? (navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en'))
  const theme = ref<Theme>(kept('theme', ['system', 'light', 'dark'] as const) ?? 'system')
  const systemDark = window.matchMedia('(prefers-color-scheme: dark)')
  const dark = ref(false)

  function applyTheme(): void {
    dark.value = theme.value === 'dark' || (theme.value === 'system' && systemDark.matches)
    document.documentElement.dataset.theme = dark.value ? 'dark' : 'light'
  }

  watch(language, (value) => {
    i18n.global.locale.value = value
    document.documentElement.lang = languageTag(value)
    keep('language', value)
  }, { immediate: true })
  watch(theme, (value) => { applyTheme(); keep('theme', value) }, { immediate: true })
  systemDark.addEventListener('change', applyTheme)

  return { language, theme, dark }
})
