// A stand-in for DustWatch while the page is being worked on: invented workplaces, the real shapes, a hub.
// `npm run mock`, then `npm run dev`. Never part of a build. PORT, POINTS, RATE (Hz), ALERTS (open ones, at least) and HUB=off change it.
import { createServer } from 'node:http'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { WebSocketServer } from 'ws'
import { world } from './world.mjs'

const port = Number(process.env.PORT ?? 8080)
const hasHub = process.env.HUB !== 'off'
const rate = Number(process.env.RATE ?? 1)
const model = world(Number(process.env.POINTS ?? 200), Number(process.env.ALERTS ?? 0))
const root = fileURLToPath(new URL('../../wwwroot/', import.meta.url))
const types = { html: 'text/html', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' }
const sessions = new Set(['open'])
let mustSetPassword = false

const server = createServer(async (request, response) => {
  const url = new URL(request.url, 'http://mock')
  const body = await text(request)
  const answer = (status, value, headers = {}) => {
    response.writeHead(status, { 'Content-Type': 'application/json', ...headers })
    response.end(value === undefined ? '' : JSON.stringify(value))
  }
  try {
    if (url.pathname === '/hub/negotiate') {
      if (!hasHub) return answer(503, {})
      return answer(200, { negotiateVersion: 1, connectionId: 'c', connectionToken: 't', availableTransports: [{ transport: 'WebSockets', transferFormats: ['Text'] }] })
    }
    if (url.pathname.startsWith('/api/v1/')) return api(request.method, url, body ? JSON.parse(body) : {}, request, answer)
    const name = url.pathname.slice(1)
    const file = /^[\w./-]+\.\w+$/.test(name) && !name.includes('..') ? name : 'index.html'
    const content = await readFile(root + file)
    response.writeHead(200, { 'Content-Type': types[file.split('.').pop()] ?? 'application/octet-stream' })
    response.end(content)
  } catch (error) {
    answer(error.code === 'ENOENT' ? 404 : 500, { title: String(error) })
  }
})

function api(method, url, body, request, answer) {
  const path = url.pathname.slice('/api/v1/'.length).split('/').map(decodeURIComponent)
  const query = Object.fromEntries(url.searchParams)
  const cookie = /dustwatch=(\w+)/.exec(request.headers.cookie ?? '')?.[1]
  const refuse = (status, detail, reason) => answer(status, { title: detail, detail, status, reason })
  if (path[0] === 'sessions') {
    if (method === 'POST' && path.length === 1) {
      if (body.link === 'expired') return refuse(401, 'The link has expired', 'link-expired')
      if (body.link === 'used') return refuse(401, 'The link has been used', 'link-used')
      if (body.link === 'first') mustSetPassword = true
      else if (!body.link && body.password !== 'demo') return refuse(401, 'Wrong user name or password', 'wrong-password')
      sessions.add('open')
      return answer(200, { token: 'open', ...who(), mustSetPassword }, { 'Set-Cookie': 'dustwatch=open; HttpOnly; SameSite=Strict; Path=/' })
    }
    if (!cookie || !sessions.has(cookie)) return refuse(401, 'Not signed in')
    if (method === 'DELETE') return answer(204, undefined, { 'Set-Cookie': 'dustwatch=; Max-Age=0; Path=/' })
    if (path[2] === 'password') {
      if (body.password.length < 12) return refuse(400, 'A password has at least 12 characters')
      mustSetPassword = false
      return answer(204)
    }
    return answer(200, { ...who(), district: null, enterprise: null, demo: true, mustSetPassword, mustStatePassword: false })
  }
  if (!cookie || !sessions.has(cookie)) return refuse(401, 'Not signed in')
  if (method !== 'GET' && request.headers['x-dustwatch'] !== '1') return refuse(403, 'X-DustWatch is missing')
  if (path[0] === 'points' && path.length === 1) return answer(200, { items: model.points(), next: null })
  if (path[0] === 'points') {
    const point = model.point(path[1])
    if (!point) return refuse(404, 'No such point')
    if (path[2] === 'history') return answer(200, { items: model.history(point, query), next: null })
    if (path[2] === 'verdicts') return answer(200, { items: model.verdicts(point), next: null })
    if (path[2] === 'shifts') return answer(200, { items: model.shifts(query), next: null })
    return answer(200, path[2] === 'exposure' ? model.exposure(point) : point)
  }
  if (path[0] === 'alerts' && path.length === 1) {
    const items = model.alerts().filter((a) => (!query.point || a.point === query.point) && (!query.state || a.state === query.state) && (!query.level || a.level === query.level))
    const from = Number(query.cursor ?? 0)
    const limit = Number(query.limit ?? 100)
    return answer(200, { items: items.slice(from, from + limit), next: from + limit < items.length ? String(from + limit) : null })
  }
  if (path[0] === 'alerts') {
    const alert = model.alert(path[1])
    if (!alert) return refuse(404, 'No such alert')
    if (path[2] === 'evidence') return answer(200, model.evidence(alert))
    return answer(200, path[2] === 'acknowledge' ? model.acknowledge(alert, body.comment) : alert)
  }
  return refuse(404, 'No such thing')
}

const who = () => ({ user: 'demo', role: 'operator', expires: new Date(Date.now() + 8 * 3_600_000).toISOString() })

async function text(request) {
  let all = ''
  for await (const chunk of request) all += chunk
  return all
}

const end = '\x1e'
const hub = new WebSocketServer({ noServer: true })
server.on('upgrade', (request, socket, head) => {
  if (!hasHub || !request.url.startsWith('/hub')) return socket.destroy()
  hub.handleUpgrade(request, socket, head, (client) => {
    const send = (target, argument) => client.send(JSON.stringify({ type: 1, target, arguments: [argument] }) + end)
    client.on('message', (data) => {
      for (const part of String(data).split(end).filter(Boolean)) {
        const message = JSON.parse(part)
        if (message.protocol) client.send('{}' + end)
        if (message.type !== 1) continue
        if (message.target === 'Watch') send('live', { values: model.live() })
        if (message.target === 'Resume') for (const alert of model.alerts().filter((a) => a.seq > message.arguments[0])) send('alert', { seq: alert.seq, alert })
        if (message.invocationId) client.send(JSON.stringify({ type: 3, invocationId: message.invocationId, result: null }) + end)
      }
    })
  })
})
const all = (target, argument) => { for (const client of hub.clients) client.send(JSON.stringify({ type: 1, target, arguments: [argument] }) + end) }
model.whenAlert((alert) => all('alert', { seq: alert.seq, alert }))
setInterval(() => all('live', { values: model.step() }), 1000 / rate)
setInterval(() => { for (const client of hub.clients) client.send('{"type":6}' + end) }, 10_000)
// Tests of the page end a session from outside.
process.on('SIGUSR2', () => sessions.clear())

server.listen(port, '127.0.0.1', () => console.log(`mock: http://127.0.0.1:${port}`))
