// How the built page holds up in Chromium: hundreds of points at the hub's highest rate, and thousands of alerts.
//   npm run measure -- [--points 500] [--rate 4] [--seconds 60] [--alerts 5000]
// The mock serves; page, mock and browser share this machine. Needs ../wwwroot (npm run build) and Chromium (CHROMIUM=).
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { WebSocket } from 'ws'

const { values } = parseArgs({ options: { points: { type: 'string', default: '500' }, rate: { type: 'string', default: '4' }, seconds: { type: 'string', default: '60' }, alerts: { type: 'string', default: '5000' } } })
const seconds = Number(values.seconds)
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

const port = await new Promise((resolve) => { const probe = createServer().listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => resolve(port)) }) })
const profile = await mkdtemp(join(tmpdir(), 'dustwatch-page-'))
const mock = spawn(process.execPath, [fileURLToPath(new URL('../mock/server.mjs', import.meta.url))], { env: { ...process.env, PORT: String(port), POINTS: values.points, RATE: values.rate, ALERTS: values.alerts }, stdio: ['ignore', 'pipe', 'inherit'] })
const chromium = spawn(process.env.CHROMIUM ?? '/usr/bin/chromium', ['--headless=new', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--window-size=1440,900', 'about:blank'], { stdio: ['ignore', 'ignore', 'pipe'] })
const browserGone = once(chromium, 'exit')

try {
  await once(mock.stdout, 'data')
  const page = await connect()
  await page.send('Page.enable')
  await page.send('Performance.enable')
  await page.send('Emulation.setDeviceMetricsOverride', { width: 1440, height: 900, deviceScaleFactor: 1, mobile: false })
  await page.send('Page.addScriptToEvaluateOnNewDocument', { source: `
    window.measured = { frames: [], tasks: [], events: [] }
    new PerformanceObserver((list) => { for (const one of list.getEntries()) measured.tasks.push([one.startTime, one.duration]) }).observe({ type: 'longtask' })
    new PerformanceObserver((list) => { for (const one of list.getEntries()) measured.events.push(one.duration) }).observe({ type: 'event', durationThreshold: 16 })
    requestAnimationFrame(function frame(at) { measured.frames.push(at); requestAnimationFrame(frame) })` })
  await page.go(`http://127.0.0.1:${port}/sign-in#link=any`)
  await page.until(`document.querySelectorAll('[data-testid=point-row]').length === ${values.points}`)
  await wait(3_000)

  console.log(`${cpus().length} x ${cpus()[0].model.trim()}, node ${process.version}, ${(await page.send('Browser.getVersion')).product}`)
  for (const [name, address] of [['board, rows', '/'], ['board, tiles', '/?view=tiles']]) {
    await page.go(`http://127.0.0.1:${port}${address}`)
    await page.until(`document.querySelectorAll('[data-testid=point-row]').length === ${values.points}`)
    await wait(3_000)
    print(`${name}: ${values.points} points at ${values.rate} Hz, ${seconds} s`, await page.measure(async () => {
      // A person who types into the search box and clears it: how long the page takes to answer.
      for (let i = 0; i < seconds; i += 5) { await wait(4_000); await page.type('e1'); await wait(1_000); await page.clear() }
    }))
  }

  await page.go(`http://127.0.0.1:${port}/alerts`)
  await page.until(`document.querySelectorAll('[data-testid=alert-item]').length > 0`)
  const shown = await page.evaluate(`(async () => {
    for (;;) {
      const more = [...document.querySelectorAll('.alerts > .button')][0]
      if (!more) break
      more.click()
      await new Promise((next) => setTimeout(next))
    }
    return document.querySelectorAll('[data-testid=alert-item]').length
  })()`)
  await wait(2_000)
  print(`alerts: ${shown} shown, scrolled through for 10 s`, await page.measure(() => page.evaluate(`(async () => {
    const end = performance.now() + 10_000
    while (performance.now() < end) { scrollBy(0, 120); await new Promise((next) => requestAnimationFrame(next)) }
  })()`)))
} finally {
  chromium.kill()
  mock.kill()
  await browserGone
  await rm(profile, { recursive: true, force: true, maxRetries: 5 })
}

function print(title, { wall, frames, gap, longest, blocking, script, task, layout, heap, events }) {
  console.log(`\n${title}`)
  console.log(`  frames per second      ${(frames / wall).toFixed(1)}, longest time between two ${gap.toFixed(0)} ms`)
  console.log(`  longest task           ${longest.toFixed(0)} ms`)
  console.log(`  blocking time per 10 s ${((blocking / wall) * 10).toFixed(0)} ms (what tasks take beyond 50 ms)`)
  console.log(`  main thread            ${((task / wall) * 100).toFixed(0)} % busy: script ${((script / wall) * 100).toFixed(0)} %, style and layout ${((layout / wall) * 100).toFixed(0)} %`)
  if (events.length > 0) console.log(`  slowest input          ${Math.max(...events)} ms, of ${events.length} of 16 ms and more`)
  console.log(`  JS heap at the end     ${(heap / 1048576).toFixed(1)} MiB, after a collection`)
}

async function connect() {
  let said = ''
  const address = await new Promise((resolve, reject) => {
    chromium.stderr.on('data', (text) => { said += text; const found = /ws:\/\/\S+/.exec(said); if (found) resolve(found[0]) })
    chromium.once('exit', () => reject(new Error(`Chromium has ended:\n${said}`)))
  })
  const host = new URL(address).host
  const target = (await (await fetch(`http://${host}/json/list`)).json()).find((one) => one.type === 'page')
  const socket = new WebSocket(target.webSocketDebuggerUrl, { perMessageDeflate: false })
  await once(socket, 'open')
  const waiting = new Map()
  let number = 0
  socket.on('message', (data) => {
    const message = JSON.parse(data)
    const asked = waiting.get(message.id)
    if (!asked) return
    waiting.delete(message.id)
    if (message.error) asked.reject(new Error(message.error.message))
    else asked.resolve(message.result)
  })
  const send = (method, params = {}) => new Promise((resolve, reject) => { waiting.set(++number, { resolve, reject }); socket.send(JSON.stringify({ id: number, method, params })) })
  const evaluate = async (expression) => {
    const { result, exceptionDetails } = await send('Runtime.evaluate', { expression, awaitPromise: true, returnByValue: true })
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }
  const metrics = async () => Object.fromEntries((await send('Performance.getMetrics')).metrics.map((one) => [one.name, one.value]))
  return {
    send,
    evaluate,
    go: async (url) => { await send('Page.navigate', { url: 'about:blank' }); await send('Page.navigate', { url }) },
    until: async (condition) => { for (let i = 0; !(await evaluate(condition).catch(() => false)); i++) { if (i > 600) throw new Error(`Never: ${condition}`); await wait(100) } },
    type: async (text) => { await evaluate(`document.querySelector('[data-testid=board-search]').focus()`); for (const letter of text) { await send('Input.dispatchKeyEvent', { type: 'keyDown', text: letter }); await send('Input.dispatchKeyEvent', { type: 'keyUp' }) } },
    clear: () => evaluate(`{ const box = document.querySelector('[data-testid=board-search]'); box.value = ''; box.dispatchEvent(new Event('input')); box.blur() }`),
    measure: async (doing) => {
      await send('HeapProfiler.collectGarbage')
      await evaluate(`measured.frames.length = measured.tasks.length = measured.events.length = 0`)
      const before = await metrics()
      await doing()
      const after = await metrics()
      const { frames, tasks, events } = await evaluate('measured')
      await send('HeapProfiler.collectGarbage')
      const spent = (name) => after[name] - before[name]
      return {
        wall: spent('Timestamp'), frames: frames.length, gap: Math.max(...frames.slice(1).map((at, i) => at - frames[i])), longest: Math.max(0, ...tasks.map(([, ms]) => ms)),
        blocking: tasks.reduce((sum, [, ms]) => sum + ms - 50, 0), script: spent('ScriptDuration'), task: spent('TaskDuration'), layout: spent('LayoutDuration') + spent('RecalcStyleDuration'),
        heap: (await metrics()).JSHeapUsedSize, events,
      }
    },
  }
}
