import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from '@/App.vue'
import { i18n } from '@/i18n'
import { router } from '@/router'
import { useSettings } from '@/stores/settings'
import '@/styles/tokens.css'
import '@/styles/base.css'

const app = createApp(App)
app.use(createPinia())
app.use(i18n)
// Language and theme stand before the first paint.
useSettings()
app.use(router)
app.mount('#app')
