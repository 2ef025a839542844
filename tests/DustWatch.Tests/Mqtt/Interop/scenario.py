# python3 scenario.py PORT VERSION: python3-paho-mqtt goes through what a client does; ends with 0 and one line for each step that was right.
import sys
import threading
import paho.mqtt.client as mqtt
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.subscribeoptions import SubscribeOptions

port, version = int(sys.argv[1]), int(sys.argv[2])
v5 = version == 5


class Client:
    def __init__(self, name, clean=True, will=None):
        self.name, self.clean, self.messages, self.seen = name, clean, [], threading.Condition()
        self.connected, self.subscribed, self.published = threading.Event(), threading.Event(), set()
        self.present = None
        self.client = mqtt.Client(name, protocol=version) if v5 else mqtt.Client(name, clean_session=clean, protocol=version)
        self.client.on_connect = self.on_connect
        self.client.on_subscribe = lambda *a: self.subscribed.set()
        self.client.on_message = self.on_message
        self.client.on_publish = self.on_publish
        if will:
            self.client.will_set(*will)

    def on_connect(self, client, userdata, flags, reason, properties=None):
        self.present = flags['session present']
        self.connected.set()

    def on_message(self, client, userdata, message):
        with self.seen:
            self.messages.append(message)
            self.seen.notify_all()

    def on_publish(self, client, userdata, mid):
        with self.seen:
            self.published.add(mid)
            self.seen.notify_all()

    def connect(self):
        more = {}
        if v5:
            more['clean_start'] = self.clean
            more['properties'] = Properties(PacketTypes.CONNECT)
            more['properties'].SessionExpiryInterval = 0 if self.clean else 600
        self.client.connect('127.0.0.1', port, **more)
        self.client.loop_start()
        assert self.connected.wait(60), 'no CONNACK'
        return self

    def subscribe(self, topic, qos):
        self.subscribed.clear()
        self.client.subscribe(topic, options=SubscribeOptions(qos=qos)) if v5 else self.client.subscribe(topic, qos)
        assert self.subscribed.wait(60), 'no SUBACK'

    def publish(self, topic, payload, qos, retain=False, properties=None):
        info = self.client.publish(topic, payload, qos, retain, **({'properties': properties} if v5 else {}))
        with self.seen:
            assert self.seen.wait_for(lambda: info.mid in self.published, 60), 'not acknowledged'

    def expect(self, count):
        with self.seen:
            assert self.seen.wait_for(lambda: len(self.messages) >= count, 60), f'{len(self.messages)} of {count} messages'
        return self.messages

    def leave(self):
        self.client.disconnect()
        self.client.loop_stop()


listener, sender = Client('py-listener').connect(), Client('py-sender').connect()
listener.subscribe('py/+/x', 2)
for qos in (0, 1, 2):
    sender.publish('py/a/x', f'qos {qos}', qos)
got = listener.expect(3)
assert [(m.payload, m.qos) for m in got] == [(b'qos 0', 0), (b'qos 1', 1), (b'qos 2', 2)], got
print('qos')

sender.publish('py/kept', 'kept', 1, retain=True)
late = Client('py-late').connect()
late.subscribe('py/kept', 1)
assert late.expect(1)[0].retain and late.messages[0].payload == b'kept'
sender.publish('py/kept', '', 1, retain=True)
print('retained')

keeper = Client('py-keeper', clean=False).connect()
keeper.subscribe('py/queue', 1)
keeper.leave()
sender.publish('py/queue', 'while away', 1)
back = Client('py-keeper', clean=False).connect()
assert back.present and back.expect(1)[0].payload == b'while away'
back.leave()
print('session')

listener.subscribe('py/will', 0)
dying = Client('py-dying', will=('py/will', 'gone', 1, False)).connect()
dying.client._sock.close()
assert listener.expect(4)[3].payload == b'gone'
dying.client.loop_stop()
print('will')

if v5:
    request = Properties(PacketTypes.PUBLISH)
    request.ResponseTopic, request.CorrelationData, request.UserProperty = 'py/answer/x', b'\x00\x07', ('k', 'v')
    listener.subscribe('py/request', 1)
    sender.subscribe('py/answer/#', 1)
    sender.publish('py/request', '?', 1, properties=request)
    asked = listener.expect(5)[4].properties
    answer = Properties(PacketTypes.PUBLISH)
    answer.CorrelationData = asked.CorrelationData
    listener.publish(asked.ResponseTopic, '!', 1, properties=answer)
    told = sender.expect(1)[0]
    assert told.payload == b'!' and told.properties.CorrelationData == b'\x00\x07' and asked.UserProperty == [('k', 'v')]
    print('request')

for client in (listener, sender, late):
    client.leave()
