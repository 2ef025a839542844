using System.Runtime.InteropServices;
using System.Text;
using DustWatch.Ingest.Log;
using DustWatch.Ingest.Validation;
using DustWatch.Mqtt;

namespace DustWatch.Ingest.Endpoints;

/// <summary>One connection of the endpoint.</summary>
internal sealed class MqttIntakeSession(MqttIntake host, SampleIntake intake, ISampleLog log, Sender sender, string key, TimeProvider clock) : IMqttSession
{
    private readonly ConnectionIntake _connection = new(intake, log, sender, host.Counters, clock);
    private readonly List<Receipt> _receipts = []; // of one read

    public Sender Sender => _connection.Sender;

    public MqttTaken Publish(in MqttPublish message)
    {
        var result = _connection.Take(message.Topic, message.Payload);
        if (result.IsOnline is { } isOnline)
        {
            host.SayStatus(result.Point, isOnline);
        }

        var code = (MqttReasonCode)result.MqttReasonCode;

        // One that is refused with a code is new when it comes again; on 3.1.1 it would come for ever, and its connection notes it by itself.
        if (message.Qos == MqttQos.ExactlyOnce && !message.IsWill && code < MqttReasonCode.UnspecifiedError)
        {
            _receipts.Add(new(key, message.PacketId, IsReleased: false));
        }

        // What devices say ends in the log and the live view: nobody may subscribe to it, so it goes to no subscriber and is not retained.
        return new(code, IsForSubscribers: false);
    }

    public void Release(ushort packetId) => _receipts.Add(new(key, packetId, IsReleased: true));

    public MqttReasonCode Subscribe(MqttSubscription subscription) =>
        intake.MayReceive(Encoding.UTF8.GetBytes(subscription.TopicFilter), Sender) ? MqttReasonCode.Success : MqttReasonCode.NotAuthorized;

    public bool MayReceive(ReadOnlySpan<byte> topic) => intake.MayReceive(topic, Sender);

    public ValueTask CommitAsync(CancellationToken cancellationToken)
    {
        var durable = _connection.CommitAsync(CollectionsMarshal.AsSpan(_receipts));
        _receipts.Clear();
        return durable;
    }

    public void Closed(MqttClosed closed) => host.Forget(this);
}
