// node scenario.mjs WEB ADDRESS VERSION: MQTT.js goes through what a client does; ends with 0 and one line for each step that was right.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const [web, address, given] = process.argv.slice(2)
const version = Number(given)
const mqtt = createRequire(`${web}/package.json`)('mqtt')

async function connect(clientId, options = {}) {
  const client = await mqtt.connectAsync(address, { clientId, protocolVersion: version, reconnectPeriod: 0, ...options })
  client.inbox = []
  client.waiters = []
  client.on('message', (topic, payload, packet) => {
    client.inbox.push(packet)
    client.waiters.splice(0).forEach(tell => tell())
  })
  client.expect = async count => {
    while (client.inbox.length < count) await new Promise(tell => client.waiters.push(tell))
    return client.inbox
  }
  return client
}

const listener = await connect('js-listener')
const sender = await connect('js-sender')
await listener.subscribeAsync('js/+/x', { qos: 2 })
for (const qos of [0, 1, 2]) await sender.publishAsync('js/a/x', `qos ${qos}`, { qos })
const got = await listener.expect(3)
assert.deepEqual(got.map(p => [p.payload.toString(), p.qos]), [['qos 0', 0], ['qos 1', 1], ['qos 2', 2]])
console.log('qos')

await sender.publishAsync('js/kept', 'kept', { qos: 1, retain: true })
const late = await connect('js-late')
await late.subscribeAsync('js/kept', { qos: 1 })
assert.equal((await late.expect(1))[0].retain, true)
await sender.publishAsync('js/kept', '', { qos: 1, retain: true })
console.log('retained')

const lasting = { clean: false, ...(version === 5 ? { properties: { sessionExpiryInterval: 600 } } : {}) }
const keeper = await connect('js-keeper', lasting)
await keeper.subscribeAsync('js/queue', { qos: 1 })
await keeper.endAsync()
await sender.publishAsync('js/queue', 'while away', { qos: 1 })
let present
const back = mqtt.connect(address, { clientId: 'js-keeper', protocolVersion: version, reconnectPeriod: 0, ...lasting })
back.on('connect', connack => (present = connack.sessionPresent))
const waited = await new Promise(tell => back.on('message', (topic, payload) => tell(payload.toString())))
assert.deepEqual([present, waited], [true, 'while away'])
await back.endAsync()
console.log('session')

await listener.subscribeAsync('js/will', { qos: 1 })
const dying = await connect('js-dying', { will: { topic: 'js/will', payload: Buffer.from('gone'), qos: 1, retain: false } })
dying.stream.destroy()
assert.equal((await listener.expect(4))[3].payload.toString(), 'gone')
console.log('will')

if (version === 5) {
  await listener.subscribeAsync('js/request', { qos: 1, properties: { subscriptionIdentifier: 42 } })
  await sender.subscribeAsync('js/answer', { qos: 1 })
  await sender.publishAsync('js/request', '?', { qos: 1, properties: { responseTopic: 'js/answer', correlationData: Buffer.from([0, 7]), userProperties: { k: 'v' } } })
  const { properties } = (await listener.expect(5))[4]
  assert.deepEqual([properties.subscriptionIdentifier, properties.userProperties.k], [42, 'v'])
  await listener.publishAsync(properties.responseTopic, '!', { qos: 1, properties: { correlationData: properties.correlationData } })
  const [answer] = await sender.expect(1)
  assert.deepEqual([answer.payload.toString(), [...answer.properties.correlationData]], ['!', [0, 7]])
  console.log('request')

  const [one, other] = [await connect('js-share1'), await connect('js-share2')]
  for (const member of [one, other]) await member.subscribeAsync('$share/g/js/work', { qos: 1 })
  for (let i = 0; i < 4; i++) await sender.publishAsync('js/work', `${i}`, { qos: 1 })
  await one.expect(2)
  await other.expect(2)
  assert.deepEqual([one.inbox.length, other.inbox.length], [2, 2])
  await Promise.all([one.endAsync(), other.endAsync()])
  console.log('shared')
}

await Promise.all([listener, sender, late].map(client => client.endAsync()))
