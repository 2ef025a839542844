using System.Collections.Concurrent;
using System.Text;
using DustWatch.Mqtt;

namespace DustWatch.Simulator.Feed;

/// <summary>Publishes with QoS 1, over as many MQTT connections as it takes: what was not acknowledged when one ends is sent again over the next. Any thread.</summary>
public sealed class MqttPublisher : IAsyncDisposable
{
    private readonly MqttReconnectingClient _client;
    private readonly ConcurrentDictionary<string, byte[]> _topics = new(StringComparer.Ordinal); // in UTF-8, as many as there are points
    private long _messages;
    private long _refused;

    private MqttPublisher(MqttReconnectingClient client) => _client = client;

    /// <summary>Messages acknowledged, refused ones among them.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Messages that were acknowledged with a reason code of failure (MQTT 5).</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Connects. The first connection has to come about, the ones after it are tried for until they do.</summary>
    /// <exception cref="MqttConnectException">There is no connection to be had, or the server turned the client away.</exception>
    public static async Task<MqttPublisher> ConnectAsync(MqttClientOptions options, TimeProvider clock, CancellationToken cancellationToken)
    {
        var client = new MqttReconnectingClient(options, [], receiver: null, MqttBackoff.Default, clock, new Random());
        var first = new TaskCompletionSource<MqttConnectionState>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StateChanged += state =>
        {
            // A server that has been asked in one version may know the other.
            if (state.IsConnected || state.Version == options.Version || state.Failures > 1)
            {
                first.TrySetResult(state);
            }
        };
        client.Start();
        try
        {
            var state = await first.Task.WaitAsync(cancellationToken);
            return state.IsConnected ? new(client) : throw new MqttConnectException(state.Reason ?? "There is no connection.");
        }
        catch
        {
            await client.DisposeAsync();
            throw;
        }
    }

    /// <summary>Publishes; fits <see cref="Feed.PublishAsync"/>. A refused message is counted and not sent again: the server has said what is wrong with it.</summary>
    /// <exception cref="MqttClosedException">The publisher was disposed.</exception>
    public async ValueTask PublishAsync(string topic, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var name = _topics.GetOrAdd(topic, Encoding.UTF8.GetBytes);
        var code = await _client.PublishAsync(name, payload, MqttQos.AtLeastOnce, cancellationToken: cancellationToken);
        Interlocked.Increment(ref _messages);
        if ((byte)code >= 0x80)
        {
            Interlocked.Increment(ref _refused);
        }
    }

    /// <summary>Says goodbye and closes.</summary>
    public ValueTask DisposeAsync() => _client.DisposeAsync();
}
