using System.Buffers;
using System.Text;

namespace DustWatch.Mqtt;

/// <summary>Carries a session's messages to its connection. Runs on the thread pool while there is something to send, and not at all otherwise.</summary>
internal sealed class MqttDelivery(
    MqttConnect connect, IMqttSession session, MqttOutbound outbound, MqttOutput output, IMqttSessionStore store, TimeProvider time, Action<Exception> onFailure) : IThreadPoolWorkItem
{
    private const int Idle = 0;
    private const int Running = 1;
    private const int RunningAgain = 2;

    private readonly Dictionary<string, ushort> _aliases = new(StringComparer.Ordinal); // under the outbound's lock
    private readonly int _packetBytesMax = connect.PacketBytesMax();
    private int _state;

    public MqttVersion Version => connect.Version;

    /// <summary>Publishes of QoS 1 and 2 that the client takes unanswered.</summary>
    public int ReceiveMaximum { get; } = Math.Min((int)connect.ReceiveMaximum, MqttLimits.DeliveryInflightMax);

    /// <summary>Something is due.</summary>
    public void Signal()
    {
        if (Interlocked.Exchange(ref _state, RunningAgain) == Idle)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    public void Execute() => _ = RunAsync();

    /// <summary>Writes one message; 0 when this client does not get it: it may not receive the topic, the message has expired, or the packet is longer than the client takes.</summary>
    public int Write(IBufferWriter<byte> target, MqttOutgoing entry, bool isDuplicate)
    {
        var message = entry.Message;
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!isDuplicate && message.HasExpired(now) || !session.MayReceive(message.Topic.Span))
        {
            return 0;
        }

        var expiry = message.ExpiresAtMilliseconds is { } at ? (uint)Math.Max(0, (at - now + 999) / 1000) : default(uint?);
        var alias = AliasOf(message.Topic.Span, out var isKnown);
        var written = PublishPacket.WriteForwarded(target, Version, entry, isDuplicate, expiry, alias, isKnown, _packetBytesMax);
        if (written == 0 && alias != 0 && !isKnown)
        {
            _aliases.Remove(Encoding.UTF8.GetString(message.Topic.Span)); // the client has not been told
        }

        return written;
    }

    private async Task RunAsync()
    {
        try
        {
            do
            {
                Volatile.Write(ref _state, Running);
                while (await WriteAsync())
                {
                }
            }
            while (Interlocked.CompareExchange(ref _state, Idle, Running) != Running);
        }
        catch (Exception failure) // the host's or the store's
        {
            onFailure(failure);
        }
    }

    private async ValueTask<bool> WriteAsync()
    {
        if (await output.EnterAsync() is not { } writer)
        {
            return false;
        }

        try
        {
            var written = outbound.Write(writer, this, out var mustFlush);
            if (mustFlush)
            {
                await store.FlushAsync();
            }

            return written > 0;
        }
        finally
        {
            await output.LeaveAsync();
        }
    }

    /// <summary>The first topics of a connection get the aliases that its client takes (5.0: 3.3.2.3.4). 0 for none.</summary>
    private ushort AliasOf(ReadOnlySpan<byte> topic, out bool isKnown)
    {
        isKnown = false;
        if (connect.TopicAliasMaximum == 0)
        {
            return 0;
        }

        var text = Encoding.UTF8.GetString(topic);
        if (_aliases.TryGetValue(text, out var alias))
        {
            isKnown = true;
            return alias;
        }

        if (_aliases.Count >= Math.Min((int)connect.TopicAliasMaximum, MqttLimits.DeliveryAliasesMax))
        {
            return 0;
        }

        alias = (ushort)(_aliases.Count + 1);
        _aliases.Add(text, alias);
        return alias;
    }
}
