// node codec.mjs WEB generate SEED COUNT VERSION → COUNT lines `HEX<tab>LINE` of packets that mqtt-packet writes, LINE as FastDecoder tells it.
// node codec.mjs WEB parse VERSION < lines of HEX → a line for each, as mqtt-packet reads it.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

const [web, mode, ...rest] = process.argv.slice(2)
const mqtt = createRequire(`${web}/package.json`)('mqtt-packet')
const hex = bytes => Buffer.from(bytes).toString('hex').toUpperCase()
const ids = { payloadFormatIndicator: 1, messageExpiryInterval: 2, contentType: 3, responseTopic: 8, correlationData: 9, subscriptionIdentifier: 11, sessionExpiryInterval: 17,
  assignedClientIdentifier: 18, serverKeepAlive: 19, receiveMaximum: 33, topicAliasMaximum: 34, topicAlias: 35, maximumQoS: 36, retainAvailable: 37, userProperties: 38, maximumPacketSize: 39,
  reasonString: 31, willDelayInterval: 24, requestResponseInformation: 25, requestProblemInformation: 23 }
const bool = value => (value ? 'True' : 'False')

function properties(given = {}) {
  const said = []
  for (const [name, value] of Object.entries(given)) {
    if (name === 'userProperties') for (const [key, values] of Object.entries(value)) for (const one of [values].flat()) said.push(`38=${key}:${one}`)
    else for (const one of [value].flat()) said.push(`${ids[name]}=${Buffer.isBuffer(one) ? hex(one) : typeof one === 'boolean' ? Number(one) : one}`)
  }
  return said
}

if (mode === 'generate') {
  const [seed, count, version] = rest.map(Number)
  let state = seed
  const next = below => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % below
  }
  const alphabet = [...'abcXYZ019 /$é粉尘😀']
  const text = (least = 0) => Array.from({ length: least + next(next(20) === 0 ? 300 : 12) }, () => alphabet[next(alphabet.length)]).join('')
  const bytes = () => Buffer.from(Array.from({ length: next(next(20) === 0 ? 400 : 9) }, () => next(256)))
  const some = choices => Object.fromEntries(Object.entries(choices).filter(() => next(3) === 0).map(([name, make]) => [name, make()]))
  const user = () => ({ [`k${text()}`]: text(), z: [text(), text()] })
  const v5 = version === 5
  const ofMessage = () => some({ payloadFormatIndicator: () => next(2) === 1, messageExpiryInterval: () => next(2 ** 31), topicAlias: () => 1 + next(65535), responseTopic: () => text(1),
    correlationData: bytes, userProperties: user, contentType: () => text() })
  const makers = [
    () => {
      const qos = next(3)
      const packet = { cmd: 'publish', topic: text(1), payload: bytes(), qos, retain: next(2) === 1, dup: qos > 0 && next(2) === 1, messageId: qos ? 1 + next(65535) : 0 }
      if (v5) packet.properties = ofMessage()
      return [packet, `PUBLISH ${bool(packet.dup)} ${qos} ${bool(packet.retain)} ${packet.messageId} ${packet.topic} ${properties(packet.properties).join(' ')} ${hex(packet.payload)}`]
    },
    () => {
      const type = 4 + next(4)
      const codes = type >= 6 ? [0, 0x92] : [0, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99]
      const packet = { cmd: ['puback', 'pubrec', 'pubrel', 'pubcomp'][type - 4], messageId: 1 + next(65535) }
      if (v5) Object.assign(packet, { reasonCode: codes[next(codes.length)], properties: some({ reasonString: () => text(), userProperties: user }) })
      return [packet, `${type} ${packet.messageId} ${packet.reasonCode ?? 0} ${properties(packet.properties).join(' ')}`]
    },
    () => {
      const filters = ['a/+', '#', '粉尘/#', '+/+/x', 'plain', '/', '$share/g/t/#']
      const subscriptions = Array.from({ length: 1 + next(4) }, () => ({ topic: filters[next(v5 ? 7 : 6)], qos: next(3), ...(v5 ? { nl: false, rap: next(2) === 1, rh: next(3) } : {}) }))
      for (const s of subscriptions) if (v5 && !s.topic.startsWith('$')) s.nl = next(2) === 1
      const packet = { cmd: 'subscribe', messageId: 1 + next(65535), subscriptions }
      if (v5) packet.properties = some({ subscriptionIdentifier: () => 1 + next(268435455), userProperties: user })
      const identifier = packet.properties?.subscriptionIdentifier
      return [packet, `SUBSCRIBE ${packet.messageId} ${identifier ? `11=${identifier}` : ''} ${subscriptions.map(s => `${s.topic} ${s.qos | (s.nl ? 4 : 0) | (s.rap ? 8 : 0) | ((s.rh ?? 0) << 4)}`).join(' ')}`]
    },
    () => {
      const packet = { cmd: 'unsubscribe', messageId: 1 + next(65535), unsubscriptions: Array.from({ length: 1 + next(4) }, () => `u/${text()}`.replace(/[+#]/g, '')) }
      if (v5) packet.properties = some({ userProperties: user })
      return [packet, `UNSUBSCRIBE ${packet.messageId} ${packet.unsubscriptions.join(' ')}`]
    },
    () => {
      const hasWill = next(2) === 1
      const packet = { cmd: 'connect', protocolId: 'MQTT', protocolVersion: version, clientId: [...text(1)].slice(0, 40).join(''), clean: next(2) === 1, keepalive: next(65536) }
      if (next(2) === 1) packet.username = text(1)
      if (packet.username !== undefined && next(2) === 1) packet.password = Buffer.concat([Buffer.from([1]), bytes()])
      if (v5) packet.properties = some({ sessionExpiryInterval: () => next(2 ** 31), receiveMaximum: () => 1 + next(65535), maximumPacketSize: () => 1 + next(2 ** 31 - 1), topicAliasMaximum: () => next(65536), userProperties: user })
      if (hasWill) {
        packet.will = { topic: text(1), payload: Buffer.concat([Buffer.from([7]), bytes()]), qos: next(3), retain: next(2) === 1 }
        if (v5) packet.will.properties = some({ willDelayInterval: () => next(2 ** 31), payloadFormatIndicator: () => next(2) === 1, messageExpiryInterval: () => next(2 ** 31), contentType: () => text(), responseTopic: () => text(1), correlationData: bytes, userProperties: user })
      }
      const will = hasWill ? `will ${packet.will.topic} ${hex(packet.will.payload)} ${packet.will.qos} ${bool(packet.will.retain)} ${properties(packet.will.properties).join(' ')}` : ''
      return [packet, `CONNECT ${version} ${bool(packet.clean)} ${packet.keepalive} ${packet.clientId} ${packet.username ?? 'none'} ${packet.password ? hex(packet.password) : 'none'} ${will}`]
    },
    () => {
      const codes = [0, 4, 0x80, 0x81, 0x82, 0x83, 0x90, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99]
      const packet = { cmd: 'disconnect' }
      if (v5) Object.assign(packet, { reasonCode: codes[next(codes.length)], properties: some({ sessionExpiryInterval: () => next(2 ** 31), reasonString: () => text(), userProperties: user }) })
      const expiry = packet.properties?.sessionExpiryInterval
      return [packet, `DISCONNECT ${packet.reasonCode ?? 0} ${expiry !== undefined ? `17=${expiry}` : ''}`]
    },
    () => [{ cmd: 'pingreq' }, 'PINGREQ'],
  ]
  const lines = []
  for (let i = 0; i < count; i++) {
    const [packet, line] = makers[next(makers.length)]()
    lines.push(`${hex(mqtt.generate(packet, { protocolVersion: version }))}\t${line}`)
  }
  process.stdout.write(lines.join('\n') + '\n')
} else {
  const version = Number(rest[0])
  const lines = []
  for (const line of readFileSync(0, 'utf8').trim().split('\n')) {
    const parser = mqtt.parser({ protocolVersion: version })
    let said = 'nothing'
    parser.on('packet', packet => {
      const known = properties(packet.properties).sort().join(' ')
      said = {
        publish: () => `publish ${bool(packet.dup)} ${packet.qos} ${bool(packet.retain)} ${packet.messageId ?? 0} ${packet.topic} ${known} ${hex(packet.payload)}`,
        suback: () => `suback ${packet.messageId} ${packet.granted.map(Number).join(',')} ${known}`,
        unsuback: () => `unsuback ${packet.messageId} ${(packet.granted ?? []).join(',')} ${known}`,
        connack: () => `connack ${bool(packet.sessionPresent)} ${packet.reasonCode ?? packet.returnCode} ${known}`,
        connect: () => `connect ${packet.clientId} ${bool(packet.clean)} ${packet.keepalive} ${packet.username ?? 'none'} ${packet.password ? hex(packet.password) : 'none'} ${known}`,
        disconnect: () => `disconnect ${packet.reasonCode ?? 0} ${known}`,
      }[packet.cmd]?.() ?? `${packet.cmd} ${packet.messageId ?? ''} ${packet.reasonCode ?? 0}`
    })
    parser.on('error', error => { said = `error ${error.message}` })
    parser.parse(Buffer.from(line, 'hex'))
    lines.push(said)
  }
  process.stdout.write(lines.join('\n') + '\n')
}
