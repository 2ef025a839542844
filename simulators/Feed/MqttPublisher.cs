using System.Collections.Concurrent;
using System.Text;
using DustWatch.Mqtt;

namespace DustWatch.Simulator.Feed;

/// <summary>Publishes over one MQTT connection with QoS 1. Any thread.</summary>
public sealed class MqttPublisher : IAsyncDisposable
{
    private readonly MqttClient _client;
    private readonly ConcurrentDictionary<string, byte[]> _topics = new(StringComparer.Ordinal); // in UTF-8, as many as there are points
    private long _messages;
    private long _refused;

    private MqttPublisher(MqttClient client) => _client = client;

    /// <summary>Messages acknowledged, refused ones among them.</summary>
    public long Messages => Interlocked.Read(ref _messages);

    /// <summary>Messages that were acknowledged with a reason code of failure (MQTT 5).</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Connects.</summary>
    /// <exception cref="MqttConnectException">The server turned the client away.</exception>
    /// <exception cref="System.Net.Sockets.SocketException">There is no connection to be had.</exception>
    public static async Task<MqttPublisher> ConnectAsync(MqttClientOptions options, TimeProvider clock, CancellationToken cancellationToken) =>
        new(await MqttClient.ConnectAsync(options, clock, cancellationToken));

    /// <summary>Publishes; fits <see cref="Feed.PublishAsync"/>. A refused message is counted and not sent again: the server has said what is wrong with it.</summary>
    /// <exception cref="MqttClosedException">The connection has ended.</exception>
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
    public async ValueTask DisposeAsync()
    {
        await _client.DisconnectAsync();
        await _client.DisposeAsync();
    }
}
