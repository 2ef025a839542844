import { useI18n } from 'vue-i18n'
import { ApiError, UnreachableError } from '@/api/http'

/** An error as a sentence that says what to do. */
export function useProblem() {
  const { t } = useI18n()
  return (error: unknown): string => {
    if (error instanceof UnreachableError) return `${t('error.unreachable')} ${t('error.unreachableHint')}`
    if (error instanceof ApiError) return t('error.other', { reason: error.message })
    return t('error.other', { reason: error instanceof Error ? error.message : String(error) })
  }
}
