import { createI18n } from 'vue-i18n'
import en from '@/locales/en'
import zh from '@/locales/zh'

export type Language = 'zh' | 'en'

export const i18n = createI18n({
  legacy: false,
  locale: 'zh' as Language,
  fallbackLocale: 'en',
  messages: { zh, en },
})

export function languageTag(language: Language): string {
  return language === 'zh' ? 'zh-CN' : 'en'
}
