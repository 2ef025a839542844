using DustWatch.Mqtt;

namespace DustWatch.Ingest.Endpoints;

/// <summary>What an external broker sends, on its connection's loop.</summary>
internal sealed class BrokerReceiver(ConnectionIntake connection, Action<int, bool> sayStatus) : IMqttReceiver
{
    private long _retainedIgnored;

    public long RetainedIgnored => Interlocked.Read(ref _retainedIgnored);

    // What is refused is acknowledged as well, and without a code: the broker could do nothing about it, and would send it again for ever.
    public MqttReasonCode Receive(in MqttPublish message)
    {
        if (message.Retain)
        {
            // Sent because somebody subscribed, and not because it has just been measured.
            Interlocked.Increment(ref _retainedIgnored);
        }
        else if (connection.Take(message.Topic, message.Payload) is { IsOnline: { } isOnline, Point: var point })
        {
            sayStatus(point, isOnline);
        }

        return MqttReasonCode.Success;
    }

    public ValueTask CommitAsync(CancellationToken cancellationToken) => connection.CommitAsync([]);
}
